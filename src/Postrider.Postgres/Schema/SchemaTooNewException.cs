namespace Postrider.Postgres.Schema;

/// <summary>The database was migrated by a newer program; going on could lose what that one wrote.</summary>
public sealed class SchemaTooNewException(int found, int known) : Exception(
    $"The database has schema {found}, this program knows {known}. Start a Postrider of that schema or newer, or restore a backup from before the upgrade.");

using System.Text;

namespace Postrider.Postgres.Schema;

/// <summary>Text of others, as PostgreSQL can store it.</summary>
internal static class StoredText
{
    /// <summary>Without NUL, and without halves of characters.</summary>
    public static string? Clean(string? text) => text is null || (!text.Contains('\0', StringComparison.Ordinal) && !text.Any(char.IsSurrogate)) ? text
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', ' ')));
}

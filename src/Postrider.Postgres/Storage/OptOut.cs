using System.Text.Json.Nodes;
using Npgsql;
using Postrider.Contacts;
using Postrider.Events;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>
/// Opting out, and back. Whoever is opted out is so by every address, and an address that several contacts have takes all of them along. The caller holds
/// the workspace's lock on contacts, so that an address added at the same time is not missed.
/// </summary>
internal static class OptOut
{
    private static readonly Statements _sql = SuppressionStore.Sql;
    private static readonly Statements _contact = Statements.Load("contact.sql");

    /// <summary>The first thing of a transaction that changes contacts, or what their addresses are suppressed for.</summary>
    public static void AddLock(Batch batch, WorkspaceId workspace) =>
        batch.Add(_contact["lock"]).With(Locks.Contacts).With((int)(workspace.Value % int.MaxValue));

    /// <summary>Suppresses these addresses and all others of those who have them.</summary>
    public static async Task SuppressAsync(
        NpgsqlConnection connection, WorkspaceId workspace, IReadOnlyCollection<string> addresses, string reason, string? note, EventRows events, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(_sql["opt_out"]).With(workspace.Value).With(addresses.ToArray()).With(reason).WithNull(note);
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            AddEvent(events, EventKind.SuppressionAdded, workspace, reader.GetString(0));
        }
    }

    /// <summary>Lifts what these addresses are suppressed for, but for bounces; who is not suppressed by any other address is no longer opted out.</summary>
    public static async Task LiftAsync(NpgsqlConnection connection, WorkspaceId workspace, IReadOnlyCollection<string> addresses, EventRows events, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(_sql["lift"]).With(workspace.Value).With(addresses.ToArray());
        AddFreeing(batch, workspace, addresses);
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            AddEvent(events, EventKind.SuppressionRemoved, workspace, reader.GetString(0));
        }
    }

    public static void AddFreeing(Batch batch, WorkspaceId workspace, IReadOnlyCollection<string> addresses) =>
        batch.Add(_sql["free_contacts"]).With(workspace.Value).With(addresses.ToArray());

    public static void AddEvent(EventRows events, string kind, WorkspaceId workspace, string address) =>
        events.Add(workspace.Value, kind, null, null, new JsonObject { ["address"] = RecipientAddress.Bare(address) }.ToJsonString());
}

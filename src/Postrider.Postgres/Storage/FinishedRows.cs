using System.Text.Json.Nodes;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Jobs that end in this transaction: out of the live table, into the finished one.</summary>
internal sealed class FinishedRows(DateTimeOffset now)
{
    private static readonly Statements _sql = Statements.Load("finish.sql");
    private readonly List<Row> _rows = [];

    /// <summary>What the job had come to when it ended.</summary>
    internal readonly record struct Ending(JobRef Job, string Channel, int Attempt, DateTimeOffset? StartedAt);

    /// <param name="CallOutcome">Of a call of which nothing better was written down.</param>
    private sealed record Row(Ending Ending, string State, string? Result, JobFault? Fault, string CallOutcome);

    public void Succeed(Ending ending, Delivery delivery) => _rows.Add(new Row(ending, "succeeded", DeliveryJson.Write(delivery), null, CallEnding.OfDelivery(delivery)));

    public void Fail(Ending ending, JobFault fault) => _rows.Add(new Row(ending, "failed", null, fault, CallEnding.OfFault(fault)));

    public void Cancel(Ending ending) => _rows.Add(new Row(ending, "cancelled", null, null, CallOutcome.Canceled));

    /// <summary>A fault as an event tells it.</summary>
    public static string Describe(JobFault fault) => new JsonObject { ["code"] = fault.Code, ["message"] = fault.Message }.ToJsonString();

    /// <param name="events">Told of the calls that end with their jobs; added to the batch behind this.</param>
    public void AddTo(Batch batch, EventRows events)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var workspaces = _rows.Select(row => row.Ending.Job.Workspace.Value).ToArray();
        var ids = _rows.Select(row => row.Ending.Job.JobId).ToArray();
        batch.Add(_sql["insert_finished"])
            .With(workspaces).With(ids)
            .With(_rows.Select(row => row.Ending.Channel).ToArray())
            .With(_rows.Select(row => row.State).ToArray())
            .With(_rows.Select(row => row.Ending.Attempt).ToArray())
            .With(_rows.Select(row => Instant.ToStore(row.Ending.StartedAt)).ToArray())
            .With(_rows.Select(row => row.Result).ToArray())
            .With(_rows.Select(row => row.Fault?.Code).ToArray())
            .With(_rows.Select(row => row.Fault?.Message).ToArray())
            .With(Instant.ToStore(now));
        batch.Add(_sql["delete_live"]).With(workspaces).With(ids);
        foreach (var row in _rows.Where(row => row.Ending.Channel == Channel.Voice))
        {
            events.EndCall(row.Ending.Job, row.CallOutcome);
        }
    }
}

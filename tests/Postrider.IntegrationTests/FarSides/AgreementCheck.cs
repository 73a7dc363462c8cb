using System.Text.Json.Nodes;
using Postrider.Jobs;
using Postrider.Testing.Postgres;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>Compares, message by message, what the far sides took with what is written down here.</summary>
internal sealed class AgreementCheck
{
    private readonly Dictionary<string, FarCopy[]> _copies;
    private readonly List<string> _offences = [];

    private AgreementCheck(Dictionary<string, FarCopy[]> copies) => _copies = copies;

    public IReadOnlyList<string> Offences => _offences;

    public int Succeeded { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Of which nobody can tell.</summary>
    public int Unknown { get; private set; }

    /// <summary>Of them, how many were taken.</summary>
    public int UnknownTaken { get; private set; }

    public int Twice => _copies.Values.Count(copies => copies.Length > 1);

    public static async Task<AgreementCheck> MakeAsync(TestDatabase database, IReadOnlyList<AskedJob> jobs, IReadOnlyList<StormyFarSide> farSides)
    {
        var taken = farSides.SelectMany((farSide, account) => farSide.Taken().Select(copy => (Account: account, Copy: copy))).ToArray();
        var check = new AgreementCheck(taken.GroupBy(pair => pair.Copy.Text).ToDictionary(group => group.Key, group => group.Select(pair => pair.Copy).ToArray()));
        var asked = jobs.ToDictionary(job => job.Text);
        foreach (var (account, copy) in taken)
        {
            check.Require(asked.TryGetValue(copy.Text, out var job), copy.Text, "was never asked for");
            check.Require(job?.Account == account, copy.Text, $"was handed over by account {account}");
            check.Require(job?.Address == copy.Address, copy.Text, $"went to {copy.Address}");
        }

        var ends = await ReadAsync(
            database,
            """
            select v.job_id, v.account_id, v.state, coalesce(v.error_code, ''), coalesce(v.result, ''),
                (select coalesce(string_agg(e.kind, ' '), '') from event e where e.workspace_id = v.workspace_id and e.job_id = v.job_id and e.kind in ('job.succeeded', 'job.failed', 'job.cancelled')),
                (select coalesce(string_agg(m.external_id, ' '), '') from message m where m.workspace_id = v.workspace_id and m.job_id = v.job_id and m.direction = 'out')
            from job_view v
            """,
            row => (JobId: row.GetGuid(0), Account: row.GetString(1), State: row.GetString(2), Code: row.GetString(3), Result: row.GetString(4), Told: row.GetString(5), Said: row.GetString(6)));
        var ended = ends.ToDictionary(end => end.JobId);
        check.Require(ended.Count == jobs.Count, "The store", $"has {ended.Count} jobs");
        foreach (var job in jobs)
        {
            check.Compare(job, ended[job.JobId]);
        }

        return check;
    }

    private static async Task<List<T>> ReadAsync<T>(TestDatabase database, string sql, Func<System.Data.Common.DbDataReader, T> read)
    {
        await using var command = database.Database.Read.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var all = new List<T>();
        while (await rows.ReadAsync())
        {
            all.Add(read(rows));
        }

        return all;
    }

    private void Compare(AskedJob job, (Guid JobId, string Account, string State, string Code, string Result, string Told, string Said) end)
    {
        var copies = _copies.GetValueOrDefault(job.Text, []);
        Require(end.Account == AgreementHouse.AccountId(job.Account), job.Text, $"is a job of {end.Account}");
        Require(copies.Length <= 1, job.Text, $"was taken {copies.Length} times");
        Require(end.Told == $"job.{end.State}", job.Text, $"ended {end.State}, and the log tells '{end.Told}'");
        switch (end)
        {
            case { State: "succeeded" }:
                Succeeded++;
                var id = (string?)JsonNode.Parse(end.Result)!["message_id"];
                Require(copies.Length == 1 && copies[0].Id == id, job.Text, $"succeeded as {id}, and the far side has {string.Join(", ", copies.Select(copy => copy.Id))}");
                Require(end.Said == id, job.Text, $"succeeded as {id}, and the inbox has '{end.Said}'");
                break;
            case { State: "failed", Code: JobFault.OutcomeUnknown }:
                Unknown++;
                UnknownTaken += copies.Length;
                break;
            case { State: "failed" }:
                Refused++;
                Require(copies.Length == 0, job.Text, $"failed with {end.Code}, and the far side took it");
                break;
            default:
                Require(false, job.Text, $"did not end: {end.State}");
                break;
        }
    }

    private void Require(bool isSo, string who, string otherwise)
    {
        if (!isSo)
        {
            _offences.Add($"{who} {otherwise}");
        }
    }
}

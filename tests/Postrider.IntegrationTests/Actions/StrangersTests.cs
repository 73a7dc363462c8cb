using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Promise 10 on every operation of the document: another workspace's ids are ids of nothing.</summary>
public sealed partial class StrangersTests(ActionsServer server) : IClassFixture<ActionsServer>
{
    private const string Mark = "secrecy";

    // They answer with a page to sign in at, or with why there is none.
    private static readonly string[] _signIns = ["/v3/email-accounts/connect/gmail", "/v3/email-accounts/connect/office-365", "/v3/linkedin-accounts/pending"];

    private static readonly string[] _ofSelf = ["/v3/whoami", "/v3/whoami/team-users"];

    [Fact]
    public async Task With_the_ids_of_another_workspace_a_call_answers_as_with_ids_of_nothing()
    {
        // Ids are long, so that they are told from all other numbers of an answer.
        await server.Database.RunAsync("select setval(oid::regclass, 1000000 * row_number() over (order by oid)) from pg_class where relkind = 'S' and relname not in ('live_position', 'event_position')");
        var owner = await server.ConnectStrangerAsync("owner");
        var theirs = await Belongings.MakeAsync(owner, Mark);
        var (stranger, control) = (await server.ConnectStrangerAsync($"stranger-to-{Mark}"), await server.ConnectStrangerAsync($"stranger-to-{Belongings.None.Mark}"));
        var (ofStranger, ofControl) = (await Belongings.MakeAsync(stranger, "own"), await Belongings.MakeAsync(control, "own"));
        var before = await SeeAsync(owner, theirs);

        var faults = new List<string>();
        foreach (var call in Calls())
        {
            var seen = await AskAsync(stranger, call, ofStranger, theirs);
            var expected = await AskAsync(control, call, ofControl, Belongings.None);
            var (left, right) = (Bare(seen, Mark), Bare(expected, Belongings.None.Mark));
            if (left != right || expected.Text.Contains(Mark, StringComparison.Ordinal))
            {
                faults.Add($"{call.Operation}{(call.OnOwn ? " (own)" : "")}\n  with theirs:  {left}\n  with nothing: {right}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await SeeAsync(owner, theirs));
    }

    [Fact]
    public async Task A_newcomer_s_lists_are_empty()
    {
        await Belongings.MakeAsync(await server.ConnectStrangerAsync("first"), Mark);
        var newcomer = await server.ConnectStrangerAsync("newcomer");
        var lists = Operations().Where(operation => !operation.Contains('{', StringComparison.Ordinal) && (operation.StartsWith("GET ", StringComparison.Ordinal) || operation.EndsWith("/filter", StringComparison.Ordinal)));
        foreach (var operation in lists.Where(operation => !_signIns.Concat(_ofSelf).Contains(operation.Split(' ')[1])))
        {
            var answer = await newcomer.SendJsonAsync(new HttpMethod(operation.Split(' ')[0]), operation.Split(' ')[1], operation[0] == 'P' ? new { } : null);
            var items = answer.Json as JsonArray ?? answer.Json["items"] as JsonArray;
            Assert.True((int)answer.Status == 200 && items is { Count: 0 } && (answer.Json is JsonArray || (int?)answer.Json["totalCount"] is null or 0), $"{operation}: {answer}");
        }
    }

    [Fact]
    public void Every_operation_of_the_document_has_a_case()
    {
        var written = StrangerCases.WithBody.Select(call => call.Operation).ToHashSet();
        Assert.Empty(written.Except(Operations()));
        Assert.DoesNotContain(Operations(), operation => HasBody(operation) && !written.Contains(operation));
        Assert.All(Operations(), operation => Belongings.None.PathOf(operation));
    }

    /// <summary>What only reads comes first, while nothing has been made yet that others have, too.</summary>
    private static IEnumerable<StrangerCases.Call> Calls() =>
        Operations().Where(operation => !HasBody(operation)).Select(operation => new StrangerCases.Call(operation, (_, _) => null)).Concat(StrangerCases.WithBody)
            .OrderBy(call => !call.Operation.StartsWith("GET ", StringComparison.Ordinal) && !call.Operation.EndsWith("/filter", StringComparison.Ordinal));

    private static IEnumerable<string> Operations() =>
        from path in DocumentedAnswers.ActionsDocument["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Key != "parameters"
        select $"{operation.Key.ToUpperInvariant()} {path.Key}";

    private static bool HasBody(string operation) => DocumentedAnswers.ActionsDocument["paths"]![operation.Split(' ')[1]]![operation.Split(' ')[0].ToLowerInvariant()]!["requestBody"] is not null;

    private static Task<Answer> AskAsync(HttpClient client, StrangerCases.Call call, Belongings own, Belongings theirs)
    {
        var (method, path) = (new HttpMethod(call.Operation.Split(' ')[0]), (call.OnOwn ? own : theirs).PathOf(call.Operation.Split(' ')[1]) + call.Query(theirs));
        return call.Body(own, theirs) is { } body ? body is byte[] file ? client.UploadAsync(path, file) : client.SendJsonAsync(method, path, body) : client.SendJsonAsync(method, path, null);
    }

    /// <summary>Everything that the workspace can read of its own.</summary>
    private static async Task<IReadOnlyList<string>> SeeAsync(HttpClient client, Belongings own)
    {
        var seen = new List<string>();
        foreach (var path in Operations().Where(operation => operation.StartsWith("GET ", StringComparison.Ordinal)).Select(operation => operation[4..]).Except(_signIns)
            .Concat(["/api/v1/outreach/jobs", "/api/v1/connect/accounts", "/api/v1/suppressions", "/api/v1/sandbox/outbox"]))
        {
            var answer = await client.GetJsonAsync(own.PathOf(path));
            Assert.True((int)answer.Status == 200, $"{path}: {answer}");

            // Each answer of the Dispatch API has an id of its own beside what it lists.
            seen.Add($"{path}: {(path.StartsWith("/api/", StringComparison.Ordinal) ? answer.Items.ToJsonString() : answer.Text)}");
        }

        return seen;
    }

    /// <summary>The answer without ids, times and the mark that was asked for.</summary>
    private static string Bare(Answer answer, string mark) => $"{(int)answer.Status} {Ids().Replace(answer.Text, "#").Replace(mark, "*", StringComparison.Ordinal)}";

    [GeneratedRegex(@"acc[.-][0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+|\b\d{7,}\b")]
    private static partial Regex Ids();
}

using System.Text.RegularExpressions;
using Xunit;

namespace Postrider.Tests.House;

/// <summary>Promise 10: every statement is told whose rows it may touch, but for those listed here.</summary>
public sealed partial class StatementTests
{
    private static readonly Dictionary<string, string> _statements = ReadStatements();
    private static readonly string[] _tables = [.. WorkspaceTables()];

    /// <summary>Statements that cross workspaces, each with the reason.</summary>
    private static readonly Dictionary<string, string> _crossing = new()
    {
        ["access/find_key"] = "the key look-up: the key tells the workspace",
        ["access/create_workspace"] = "makes one",
        ["access/find_workspace"] = "the start of a node, and whoever runs the server, find one by name",
        ["account/list_usable"] = "the listeners, for the whole cluster",
        ["account/list_watched"] = "the watch over the accounts of the whole cluster",
        ["action_budget/list_held"] = "the sweeper goes through everybody's held jobs",
        ["campaign/find_tended"] = "the sweeper's look at open campaigns",
        ["claim/lock_due_lanes"] = "the claim",
        ["claim/read_now"] = "the claim: when the next lane of anybody is due",
        ["claim/delay_lanes"] = "after a step of the clock every lane waits a gap",
        ["claim/delay_loads"] = "after a step of the clock every paced account waits a gap",
        ["claim/take_looks"] = "the settler's claim",
        ["claim/find_forgotten"] = "what a node has running, whosever it is",
        ["claim/find_orphans"] = "sweeper: jobs of a gone node",
        ["master_keys/known"] = "the start of a node",
        ["master_keys/sealed_by_others"] = "the start of a node seals everybody's secrets again",
        ["node/leave"] = "whether a node has running jobs, whosever they are",
        ["node/forget_gone"] = "sweeper: likewise",
        ["node/find_expired"] = "sweeper",
        ["node/find_long_held"] = "sweeper",
        ["node/drop_unused_content"] = "sweeper",
        ["node/drop_finished_uses"] = "sweeper",
        ["node/drop_old_speech"] = "sweeper",
        ["sandbox/list_inbound"] = "the sandbox's listener, for the whole cluster",
        ["webhook/find_behind"] = "the fan-out, for the whole cluster",
    };

    [Fact]
    public void Every_statement_on_a_workspace_s_table_is_told_the_workspace()
    {
        Assert.True(_statements.Count > 80 && _tables.Length > 15, "the scan reads less than there is");
        Assert.Empty(Crossing().Except(_crossing.Keys));
    }

    [Fact]
    public void No_exception_is_kept_that_nothing_needs() => Assert.Empty(_crossing.Keys.Except(Crossing()));

    [Fact]
    public void Every_table_but_the_house_s_own_begins_its_key_with_the_workspace() =>
        Assert.Equal(
            ["house_secret", "key_generation", "master_key", "node", "rate_window", "version"],
            Tables().Where(table => !table.Body.Contains("primary key (workspace_id", StringComparison.Ordinal) && table.Name != "workspace").Select(table => table.Name).Order(StringComparer.Ordinal).Except(_likeOthers));

    // Made with "like", so their columns are not written out.
    private static readonly string[] _likeOthers = ["answer_1", "answer_2"];

    private static IEnumerable<string> Crossing() =>
        from statement in _statements
        where _tables.Any(table => Regex.IsMatch(statement.Value, $@"\b(?:from|join|into|update|table|using)\s+{table}(?!\w)"))
        where !ToldTheWorkspace().IsMatch(statement.Value)
        select statement.Key;

    private static Dictionary<string, string> ReadStatements()
    {
        var statements = new Dictionary<string, string>();
        foreach (var path in WorkingTree.Files("src/Postrider.Postgres/Sql", "*.sql"))
        {
            foreach (var part in Comment().Replace(WorkingTree.Read(path).Replace("-- name:", "§", StringComparison.Ordinal), "").Split('§').Skip(1))
            {
                var end = part.IndexOf('\n', StringComparison.Ordinal);
                statements.Add($"{Path.GetFileNameWithoutExtension(path)}/{part[..end].Trim()}", part[end..]);
            }
        }

        return statements;
    }

    private static IEnumerable<(string Name, string Body)> Tables() =>
        from path in WorkingTree.Files("src/Postrider.Postgres/Migrations", "*.sql")
        from match in Table().Matches(WorkingTree.Read(path))
        select (match.Groups["name"].Value, match.Groups["body"].Value);

    private static IEnumerable<string> WorkspaceTables() =>
        Tables().Where(table => table.Body.Contains("workspace_id", StringComparison.Ordinal)).Select(table => table.Name).Concat(["job_view", "call_view", "answer", @"answer_\{0\}"]);

    [GeneratedRegex(@"workspace_id (?:=|>|<>) \$\d|unnest\(\$\d::bigint\[\]|insert into \w+ (?:as \w+ )?\(workspace_id[^)]*\)\s*(?:values \(|select )\$1")]
    private static partial Regex ToldTheWorkspace();

    [GeneratedRegex(@"create (?:unlogged )?table (?<name>\w+) \((?<body>.*?)\)[^)\n]*;\n", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();
}

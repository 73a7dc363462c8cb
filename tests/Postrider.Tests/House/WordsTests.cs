using System.Text.RegularExpressions;
using Xunit;

namespace Postrider.Tests.House;

/// <summary>The words of CONTEXT.md are the words of the code.</summary>
public sealed partial class WordsTests
{
    private static readonly IReadOnlySet<string> _barred = Words.ReadBarred(WorkingTree.Read("CONTEXT.md"));

    /// <summary>Names that others gave, or that mean the other thing, each with the reason.</summary>
    private static readonly Dictionary<string, string> _exceptions = new()
    {
        ["MaxConnections"] = "max_connections on the wire: an account's simultaneous connections to its server",
        ["max_connections"] = "its column",
        ["ConnectionString"] = "ADO.NET's word for a database's address",
        ["Remote"] = "the far end of a media session, as RFC 3264 and every SDP library call it",
        ["RemoteControl"] = "where its RTCP goes",
        ["RemoteKey"] = "its SRTP key",
        ["RemoteHungUp"] = "its BYE, beside LocalHungUp",
        ["_connection"] = "an open connection of Npgsql",
    };

    [Fact]
    public void The_table_bars_the_words_it_must()
    {
        Assert.Superset(new HashSet<string> { "tenant", "org", "token", "connection", "identity", "lead", "prospect", "task", "queue", "bucket", "provider", "adapter", "sender" }, _barred.ToHashSet());
        Assert.All(_barred, word => Assert.Equal(word, Words.Of(word).Single()));
    }

    [Fact]
    public void Names_are_split_into_words() =>
        Assert.Equal(["http", "task", "queue", "id", "identity", "lane"], Words.Of("HTTPTasks_queueId.identities-Lane"));

    [Fact]
    public void No_type_and_no_member_has_a_word_that_is_not_said() => None(Offences(DeclaredNames.All()));

    [Fact]
    public void No_file_name_has_a_word_that_is_not_said() =>
        None(Offences(new[] { "src", "tests" }.SelectMany(folder => WorkingTree.Files(folder, "*")).Select(path => (Path.GetFileName(path), path))));

    [Fact]
    public void No_table_and_no_column_has_a_word_that_is_not_said() =>
        None(Offences(
            from path in WorkingTree.Files("src/Postrider.Postgres/Migrations", "*.sql")
            from match in SchemaName().Matches(WorkingTree.Read(path))
            select (match.Groups["name"].Value, path)));

    [Fact]
    public void No_exception_is_kept_that_nothing_needs()
    {
        var names = DeclaredNames.All().Select(found => found.Name)
            .Concat(WorkingTree.Files("src/Postrider.Postgres/Migrations", "*.sql").SelectMany(path => SchemaName().Matches(WorkingTree.Read(path)).Select(match => match.Groups["name"].Value)))
            .Concat(new[] { "src", "tests" }.SelectMany(folder => WorkingTree.Files(folder, "*")).Select(path => Path.GetFileName(path)))
            .ToHashSet();
        Assert.Subset(names, _exceptions.Keys.ToHashSet());
    }

    private static void None(string offences) => Assert.True(offences.Length == 0, offences);

    private static string Offences(IEnumerable<(string Name, string Place)> names) => string.Join(
        "\n",
        from found in names
        where !_exceptions.ContainsKey(found.Name)
        let said = Words.Of(found.Name).FirstOrDefault(_barred.Contains)
        where said is not null
        select $"'{said}' in {found.Place}");

    [GeneratedRegex(@"^(?:create (?:unlogged )?(?:table|view|sequence|function) |create index |alter table \w+ add (?:column )?|    )(?<name>[a-z_]\w*)", RegexOptions.Multiline)]
    private static partial Regex SchemaName();
}

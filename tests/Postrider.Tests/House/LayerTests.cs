using System.Text.RegularExpressions;
using Xunit;

namespace Postrider.Tests.House;

/// <summary>Who may know whom.</summary>
public sealed partial class LayerTests
{
    private static readonly string[] _outside = ["System.Net.Http", "System.Data", "Npgsql", "Dapper", "Microsoft.AspNetCore", "Postrider."];

    [Fact]
    public void The_rules_know_no_http_no_sql_and_no_other_project_of_the_house() =>
        Assert.DoesNotContain(References(typeof(WorkspaceId).Assembly), name => _outside.Any(outside => name.StartsWith(outside, StringComparison.Ordinal)));

    [Fact]
    public void The_store_knows_no_http_and_the_drivers_know_no_sql()
    {
        Assert.DoesNotContain(References(typeof(Postgres.Storage.LaneSlots).Assembly), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name is "System.Net.Http" or "Postrider.Server" or "Postrider.Channels");
        Assert.DoesNotContain(References(typeof(Postrider.Channels.Sandbox.SandboxDriver).Assembly), name => name.StartsWith("System.Data", StringComparison.Ordinal) || name is "Npgsql" or "Dapper" or "Postrider.Postgres" or "Postrider.Server");
    }

    [Fact]
    public void The_libraries_for_mail_and_sip_know_nothing_of_postrider() =>
        Assert.Empty(
            from project in new[] { "Postrider.Mail", "Postrider.Sip" }
            let folder = $"src/{project}"
            where Directory.Exists(Path.Combine(WorkingTree.Root, folder))
            from path in WorkingTree.Files(folder, "*.csproj")
            where WorkingTree.Read(path).Contains("ProjectReference", StringComparison.Ordinal)
            select path);

    [Fact]
    public void One_channel_s_folder_does_not_see_another() =>
        Assert.Empty(
            from path in WorkingTree.Files("src/Postrider.Channels", "*.cs")
            let own = path.Split('/')[2]
            where !own.EndsWith(".cs", StringComparison.Ordinal)
            from match in ChannelNamespace().Matches(WorkingTree.Read(path))
            let other = match.Groups["folder"].Value
            where other != own && other != "FarSide" && Directory.Exists(Path.Combine(WorkingTree.Root, "src/Postrider.Channels", other))
            select $"{path} sees {other}");

    [Fact]
    public void A_namespace_is_its_folder() =>
        Assert.Empty(
            from path in WorkingTree.Files("src", "*.cs")
            let declared = NamespaceLine().Match(WorkingTree.Read(path)).Groups["name"].Value
            where declared.Length > 0 && declared != Path.GetDirectoryName(path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.')
            select $"{path} declares {declared}");

    [Fact]
    public void No_source_file_is_longer_than_300_lines() =>
        Assert.Empty(
            from path in WorkingTree.Files("src", "*.cs").Concat(WorkingTree.Files("tests", "*.cs"))
            let lines = File.ReadLines(Path.Combine(WorkingTree.Root, path)).Count()
            where lines > 300
            select $"{path} has {lines} lines");

    private static IEnumerable<string> References(System.Reflection.Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    [GeneratedRegex(@"\bPostrider\.Channels\.(?<folder>[A-Z]\w*)")]
    private static partial Regex ChannelNamespace();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}

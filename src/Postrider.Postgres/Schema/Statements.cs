using System.Collections.Frozen;
using System.Reflection;

namespace Postrider.Postgres.Schema;

/// <summary>
/// The named statements of one <c>Sql/*.sql</c> file. A statement begins at a line <c>-- name: its_name</c>;
/// a name that is asked for and missing stops the process at start, not at the first use.
/// </summary>
internal sealed class Statements
{
    private const string Marker = "-- name:";
    private readonly string _file;
    private readonly FrozenDictionary<string, string> _byName;

    private Statements(string file, FrozenDictionary<string, string> byName)
    {
        _file = file;
        _byName = byName;
    }

    public string this[string name] => _byName.TryGetValue(name, out var sql)
        ? sql
        : throw new InvalidOperationException($"Sql/{_file} has no statement named '{name}'.");

    public static Statements Load(string file)
    {
        var found = new Dictionary<string, string>();
        string? name = null;
        var lines = new List<string>();
        foreach (var line in Resource($"Sql/{file}").Split('\n'))
        {
            if (!line.StartsWith(Marker, StringComparison.Ordinal))
            {
                lines.Add(line);
                continue;
            }

            Keep();
            name = line[Marker.Length..].Trim();
        }

        Keep();
        return new Statements(file, found.ToFrozenDictionary());

        void Keep()
        {
            if (name is not null)
            {
                found.Add(name, string.Join('\n', lines).Trim().TrimEnd(';'));
            }

            lines.Clear();
        }
    }

    internal static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

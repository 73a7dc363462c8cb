using System.Text;
using System.Text.Json;
using Postrider.Calls;
using Postrider.Jobs;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>The columns that a report has for metadata: a name each, in the order in which they come up. What is beyond the most goes into one last column.</summary>
internal sealed class MetadataColumns
{
    public const int Most = 200;
    public const string Rest = "more_metadata";

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _headings = [];
    private bool _hasRest;

    /// <summary>Reads all calls for their names alone, so that no column is missed and no call is kept.</summary>
    public static async Task<MetadataColumns> OfAsync(IAsyncEnumerable<CallView> calls, IEnumerable<string> taken, CancellationToken cancellationToken)
    {
        var columns = new MetadataColumns();
        var headings = taken.ToHashSet(StringComparer.Ordinal);
        await foreach (var call in calls.WithCancellation(cancellationToken))
        {
            columns.See(JobBody.Read(call.Job.Body).Metadata, headings);
        }

        return columns;
    }

    public void WriteHeadings(CsvWriter csv)
    {
        _headings.ForEach(csv.Text);
        if (_hasRest)
        {
            csv.Value(Rest);
        }
    }

    public void Write(CsvWriter csv, CallView call)
    {
        var values = new JsonElement?[_headings.Count];
        var rest = new List<JsonProperty>();
        foreach (var member in MembersOf(JobBody.Read(call.Job.Body).Metadata))
        {
            if (_columns.TryGetValue(member.Name, out var column))
            {
                values[column] = member.Value;
            }
            else
            {
                rest.Add(member);
            }
        }

        foreach (var value in values)
        {
            Write(csv, value);
        }

        if (_hasRest)
        {
            csv.Value(Json(rest));
        }
    }

    private static JsonElement.ObjectEnumerator MembersOf(JsonElement? metadata) => metadata is { ValueKind: JsonValueKind.Object } members ? members.EnumerateObject() : default;

    /// <summary>Only texts can look like formulas; a number that is below zero stays one.</summary>
    private static void Write(CsvWriter csv, JsonElement? value)
    {
        switch (value?.ValueKind)
        {
            case null or JsonValueKind.Null:
                csv.Value("");
                break;
            case JsonValueKind.String:
                csv.Text(value.Value.GetString());
                break;
            default:
                csv.Value(value.Value.GetRawText());
                break;
        }
    }

    private static string Json(List<JsonProperty> members)
    {
        if (members.Count == 0)
        {
            return "";
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            members.ForEach(member => member.WriteTo(writer));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private void See(JsonElement? metadata, HashSet<string> taken)
    {
        foreach (var member in MembersOf(metadata))
        {
            if (_columns.ContainsKey(member.Name))
            {
                continue;
            }

            if (_columns.Count == Most)
            {
                _hasRest = true;
                continue;
            }

            var heading = member.Name;
            while (!taken.Add(heading))
            {
                heading = $"metadata.{heading}";
            }

            _columns[member.Name] = _headings.Count;
            _headings.Add(heading);
        }
    }
}

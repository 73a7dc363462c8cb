using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>One message of an event stream; a comment has no name.</summary>
internal sealed record StreamedEvent(string? Name, string? Id, JsonNode? Data);

/// <summary>Reads an event stream as a program would.</summary>
internal static class EventReader
{
    /// <summary>Until the stream ends.</summary>
    public static async IAsyncEnumerable<StreamedEvent> WatchAsync(HttpClient client, string path, string? known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (known is not null)
        {
            request.Headers.Add("Last-Event-ID", known);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var fields = new Dictionary<string, string>();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(':'))
            {
                yield return new StreamedEvent(null, null, null);
            }
            else if (line.Length > 0)
            {
                fields[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
            }
            else if (fields.TryGetValue("data", out var data))
            {
                yield return new StreamedEvent(fields.GetValueOrDefault("event"), fields.GetValueOrDefault("id"), JsonNode.Parse(data));
                fields.Clear();
            }
        }
    }
}

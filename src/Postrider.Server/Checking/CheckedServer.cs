using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Postrider.Server.Checking;

/// <summary>The server of a live check, as its API's clients see it.</summary>
internal sealed class CheckedServer(HttpClient server, TimeProvider time)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private long _read;

    public async Task<(HttpStatusCode Status, JsonNode Body)> AskAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"/api/v2{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var answer = await server.SendAsync(request, cancellationToken);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!);
    }

    public async Task<JsonNode> ReadAsync(string path, CancellationToken cancellationToken) => (await AskAsync(HttpMethod.Get, path, null, cancellationToken)).Body;

    /// <summary>What became known of an account since the last look, as events, until one of them is the one that is waited for. False: it did not come in time.</summary>
    public async Task<bool> WatchAsync(string accountId, TimeSpan patience, Func<JsonNode, Task<bool>> see, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var events = (await ReadAsync($"/events?after={_read}&limit=100", cancellationToken))["items"]!.AsArray();
            foreach (var told in events)
            {
                _read = (long)told!["position"]!;
                if ((string?)told["account_id"] == accountId && await see(told))
                {
                    return true;
                }
            }

            if (time.GetElapsedTime(since) > patience)
            {
                return false;
            }

            if (events.Count == 0)
            {
                await Task.Delay(_pause, time, cancellationToken);
            }
        }
    }
}

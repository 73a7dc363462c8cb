using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Postrider.Testing.Server;

/// <summary>An answer of the server: its status, its headers and its body as JSON.</summary>
public sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    /// <summary>Of an answer without a body there is none.</summary>
    public JsonNode Json { get; } = Text.Length == 0 ? new JsonObject() : JsonNode.Parse(Text)!;

    public JsonNode Item => Json["item"]!;

    public JsonArray Items => Json["items"]!.AsArray();

    /// <summary>Of a refusal, in any dialect's form.</summary>
    public string? Code => Json is JsonObject members ? members["error"] is JsonObject error ? (string?)error["code"] : (string?)(members["error"] ?? members["code"]) : null;

    public override string ToString() => $"{(int)Status} {Text}";
}

/// <summary>Short forms of what tests ask the Dispatch API.</summary>
public static class Api
{
    public static Task<Answer> GetJsonAsync(this HttpClient client, string path) => client.SendJsonAsync(HttpMethod.Get, path, null);

    public static Task<Answer> PostJsonAsync(this HttpClient client, string path, object? body, params (string Name, string Value)[] headers) =>
        client.SendJsonAsync(HttpMethod.Post, path, body, headers);

    /// <param name="client">The client to send with.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, with its query.</param>
    /// <param name="body">Text goes as it is, anything else as JSON.</param>
    /// <param name="headers">Further headers.</param>
    public static async Task<Answer> SendJsonAsync(this HttpClient client, HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, all, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A mail of the sandbox as the wire has it; change members before it is sent.</summary>
    public static JsonObject Mail(string address = "alex@example.com", string accountId = "sandbox_email") => new()
    {
        ["account_id"] = accountId,
        ["channel"] = "email",
        ["action"] = "outreach",
        ["recipient"] = new JsonObject { ["address"] = address, ["name"] = "Alex" },
        ["content"] = new JsonObject { ["subject"] = "Quick introduction", ["text"] = "Hi Alex, this is a quick test." },
    };

    /// <summary>Reads the job until it has ended, by the API's own waiting.</summary>
    public static async Task<JsonNode> WhenEndedAsync(this HttpClient client, string jobId)
    {
        for (var i = 0; i < 12; i++)
        {
            var answer = await client.SendJsonAsync(HttpMethod.Get, $"/api/v2/jobs/{jobId}", null, ("Prefer", "wait=10"));
            if ((string?)answer.Item["status"] is "succeeded" or "failed" or "cancelled")
            {
                return answer.Item;
            }
        }

        throw new TimeoutException($"Job {jobId} did not end within two minutes.");
    }
}

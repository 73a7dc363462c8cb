using System.Text.Json.Nodes;
using Postrider.Server.Hosting;

namespace Postrider.Testing.Server;

/// <summary>Holds every answer of the Actions and the Calls API against its committed document: an answer that the document does not describe fails the test that asked.</summary>
public sealed class DocumentedAnswers : DelegatingHandler
{
    private static readonly Lazy<Dialect> _actions = new(() => new Dialect("actions.openapi.json"));
    private static readonly Lazy<Dialect> _calls = new(() => new Dialect("calls.openapi.json"));

    /// <summary>Paths of neither pass unchecked. What is only announced is not sent because a busy server takes a while to refuse it.</summary>
    public DocumentedAnswers()
        : base(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(60) })
    {
    }

    public static JsonNode ActionsDocument => _actions.Value.Document;

    public static JsonNode CallsDocument => _calls.Value.Document;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if ((path.StartsWith("/v3/", StringComparison.Ordinal) ? _actions : path.StartsWith("/v1/", StringComparison.Ordinal) ? _calls : null)?.Value is { } dialect)
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var faults = dialect.Faults(request.Method.Method.ToLowerInvariant(), path, response, await response.Content.ReadAsStringAsync(cancellationToken)).ToList();
            if (faults.Count > 0)
            {
                throw new InvalidOperationException($"{request.Method} {path} answered {(int)response.StatusCode}, other than documented:\n{string.Join('\n', faults)}");
            }
        }

        return response;
    }

    /// <summary>One dialect's document.</summary>
    private sealed class Dialect
    {
        private readonly SchemaCheck _check;

        public Dialect(string name)
        {
            using var stream = typeof(PostriderServer).Assembly.GetManifestResourceStream(name)!;
            Document = JsonNode.Parse(stream)!;
            _check = new SchemaCheck(Document);
        }

        public JsonNode Document { get; }

        public IEnumerable<string> Faults(string method, string path, HttpResponseMessage response, string text)
        {
            // What is no path of the document can only be told so.
            if (Operation(method, path) is not { } operation)
            {
                return (int)response.StatusCode is 401 or 404 or 405 or 429 ? OfContent(Refusal((int)response.StatusCode == 401 ? "Unauthorized" : "Problem"), response, text) : ["the path is not in the document"];
            }

            var answers = operation["responses"]!;
            var answer = answers[((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture)] ?? ((int)response.StatusCode >= 400 ? answers["default"] : null);
            if (answer is null)
            {
                return ["the status is not in the document"];
            }

            return OfContent((string?)answer["$ref"] is { } reference ? _check.Resolve(reference) : answer, response, text);
        }

        private IEnumerable<string> OfContent(JsonNode answer, HttpResponseMessage response, string text)
        {
            var type = response.Content.Headers.ContentType?.MediaType;
            if (answer["content"] is not JsonObject content)
            {
                return text.Length == 0 || type == "application/problem+json" ? [] : [$"the body must be empty: {text}"];
            }

            if (type is null || content[type] is not { } described)
            {
                return [$"the content type is {type}"];
            }

            return type.EndsWith("json", StringComparison.Ordinal) ? _check.Faults(JsonNode.Parse(text), described["schema"]!, "") : [];
        }

        /// <summary>The operation of the most literal path that fits.</summary>
        private JsonNode? Operation(string method, string path)
        {
            var steps = path.Trim('/').Split('/');
            return Document["paths"]!.AsObject()
                .Select(known => (known.Value, Steps: known.Key.Trim('/').Split('/')))
                .Where(known => known.Steps.Length == steps.Length && known.Steps.Zip(steps).All(pair => pair.First[0] == '{' || pair.First == pair.Second))
                .OrderBy(known => known.Steps.Count(step => step[0] == '{'))
                .FirstOrDefault().Value?[method];
        }

        /// <summary>How a refusal looks of which the document does not say more.</summary>
        private JsonNode Refusal(string name) => Document["components"]!["responses"]![name] ?? _check.Resolve("#/components/responses/Error");
    }
}

using System.Text.Json.Nodes;
using Postrider.Server.Hosting;

namespace Postrider.Testing.Server;

/// <summary>Holds every answer of a dialect against its committed document: an answer that the document does not describe fails the test that asked.</summary>
public sealed class DocumentedAnswers : DelegatingHandler
{
    private static readonly Lazy<JsonNode> _actions = new(() => Load("actions.openapi.json"));
    private readonly string _prefix;
    private readonly JsonNode _document;
    private readonly SchemaCheck _check;

    private DocumentedAnswers(JsonNode document, string prefix)
        : base(new SocketsHttpHandler())
    {
        (_document, _prefix) = (document, prefix);
        _check = new SchemaCheck(document);
    }

    /// <summary>The Actions API's; paths outside of it pass unchecked.</summary>
    public static DocumentedAnswers OfActions() => new(_actions.Value, "/v3/");

    public static JsonNode ActionsDocument => _actions.Value;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (path.StartsWith(_prefix, StringComparison.Ordinal))
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var faults = Faults(request.Method.Method.ToLowerInvariant(), path, response, await response.Content.ReadAsStringAsync(cancellationToken)).ToList();
            if (faults.Count > 0)
            {
                throw new InvalidOperationException($"{request.Method} {path} answered {(int)response.StatusCode}, other than documented:\n{string.Join('\n', faults)}");
            }
        }

        return response;
    }

    private static JsonNode Load(string name)
    {
        using var stream = typeof(PostriderServer).Assembly.GetManifestResourceStream(name)!;
        return JsonNode.Parse(stream)!;
    }

    private IEnumerable<string> Faults(string method, string path, HttpResponseMessage response, string text)
    {
        // What is no path of the document can only be told so.
        if (Operation(method, path) is not { } operation)
        {
            return (int)response.StatusCode is 401 or 404 or 405 or 429 ? OfContent(_check.Resolve("#/components/responses/" + ((int)response.StatusCode == 401 ? "Unauthorized" : "Problem")), response, text) : ["the path is not in the document"];
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
        return _document["paths"]!.AsObject()
            .Select(known => (known.Value, Steps: known.Key.Trim('/').Split('/')))
            .Where(known => known.Steps.Length == steps.Length && known.Steps.Zip(steps).All(pair => pair.First[0] == '{' || pair.First == pair.Second))
            .OrderBy(known => known.Steps.Count(step => step[0] == '{'))
            .FirstOrDefault().Value?[method];
    }
}

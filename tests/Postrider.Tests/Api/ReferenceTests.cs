using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Server.Hosting;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.Tests.Api;

/// <summary>The published reference and the running server name the same endpoints.</summary>
public sealed class ReferenceTests
{
    private const string Dispatch = "dispatch.openapi.json";
    private const string Actions = "actions.openapi.json";
    private const string Calls = "calls.openapi.json";
    private static readonly string[] _methods = ["get", "put", "post", "delete", "patch"];

    [Fact]
    public async Task Reference_and_routes_name_the_same_endpoints()
    {
        var data = Directory.CreateTempSubdirectory("postrider-reference-").FullName;
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["POSTRIDER_DATA"] = data, ["POSTRIDER_DATABASE"] = "Host=nowhere" }).Build();
            await using var app = new PostriderServer(ServerSettings.Read(configuration), []).Build("Host=nowhere");
            var routes = app.Services.GetServices<EndpointDataSource>().Concat(((IEndpointRouteBuilder)app).DataSources)
                .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/').Replace(":long}", "}", StringComparison.Ordinal)}") ?? [])
                .Order(StringComparer.Ordinal).ToArray();

            Assert.Equal(Documented(), routes);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData(Dispatch)]
    [InlineData(Actions)]
    [InlineData(Calls)]
    public void Every_reference_inside_the_document_has_its_target(string name)
    {
        var document = Document(name);
        foreach (var reference in References(document).Distinct())
        {
            JsonNode? node = document;
            foreach (var step in reference.TrimStart('#', '/').Split('/'))
            {
                node = node?[step];
            }

            Assert.True(node is not null, $"{reference} leads nowhere.");
        }
    }

    [Theory]
    [InlineData(Dispatch)]
    [InlineData(Actions)]
    [InlineData(Calls)]
    public void Every_operation_tells_its_answers(string name)
    {
        foreach (var (path, item) in Document(name)["paths"]!.AsObject())
        {
            foreach (var method in _methods.Where(method => item![method] is not null))
            {
                Assert.True(item![method]!["responses"]!.AsObject().Count > 0, $"{method} {path} tells no answer.");
                Assert.False(string.IsNullOrWhiteSpace((string?)item[method]!["summary"]), $"{method} {path} has no summary.");
            }
        }
    }

    [Theory]
    [InlineData(Actions)]
    [InlineData(Calls)]
    public void Every_example_of_a_body_fits_its_schema(string name)
    {
        var document = Document(name);
        var check = new SchemaCheck(document);
        var faults = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (Name: $"{operation.Key} {path.Key}", Body: operation.Value!["requestBody"]?["content"]?["application/json"])))
            .Where(operation => operation.Body is not null)
            .SelectMany(operation => operation.Body!["example"] is { } example ? check.Faults(example, operation.Body["schema"]!, operation.Name) : [$"{operation.Name} has no example"]);
        Assert.Empty(faults);
    }

    private static JsonNode Document(string name)
    {
        using var stream = typeof(PostriderServer).Assembly.GetManifestResourceStream(name)!;
        return JsonNode.Parse(stream)!;
    }

    private static string[] Documented() =>
        [.. new[] { Dispatch, Actions, Calls }.SelectMany(name => Document(name)["paths"]!.AsObject()).SelectMany(path => _methods.Where(method => path.Value![method] is not null).Select(method => $"{method.ToUpperInvariant()} {path.Key}")).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}

using System.Text.Json.Nodes;
using Postrider.Testing.Server;

namespace Postrider.Tests.Api;

/// <summary>Schemas of the Actions API's document, and the short forms of their types.</summary>
internal static class DocumentedSchemas
{
    /// <param name="place">A schema by its name, with the steps into it after slashes; or the body of an operation, such as <c>post /contacts</c>.</param>
    public static JsonNode At(string place)
    {
        var document = DocumentedAnswers.ActionsDocument;
        if (place.Split(' ') is [var method, var path])
        {
            return document["paths"]!["/v3" + path]![method]!["requestBody"]!["content"]!.AsObject().First().Value!["schema"]!;
        }

        var steps = place.Split('/');
        return steps.Skip(1).Aggregate(document["components"]!["schemas"]![steps[0]]!, (schema, step) => step switch
        {
            "*" => schema["additionalProperties"]!,
            "items" when schema["type"] is JsonValue type && (string?)type == "array" => schema["items"]!,
            "oneOf" => schema["oneOf"]![0]!,
            _ => schema["properties"]![step]!,
        });
    }

    public static IEnumerable<string> Required(JsonNode schema) => (schema["required"]?.AsArray() ?? []).Select(name => (string)name!);

    public static string Type(JsonNode schema) => schema switch
    {
        _ when (string?)schema["$ref"] is { } reference => reference.Split('/')[^1],
        _ when schema["oneOf"] is JsonArray choices => Type(choices[0]!) + ((string?)choices[1]!["type"] == "null" ? "?" : "!"),
        _ when (string?)schema["format"] == "date-time" => schema["type"] is JsonArray ? "date-time?" : "date-time",
        _ when schema["type"] is JsonArray types => $"{string.Join('|', types.Select(type => (string?)type).Where(type => type != "null"))}?",
        _ when (string?)schema["type"] == "array" => $"{Type(schema["items"]!)}[]",
        _ => (string)schema["type"]!,
    };
}

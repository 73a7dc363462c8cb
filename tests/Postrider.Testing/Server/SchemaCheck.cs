using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Postrider.Testing.Server;

/// <summary>
/// Holds a value against a schema of an OpenAPI 3.1 document: the part of JSON Schema that the documents use. A member that the
/// schema does not name is a fault, unless it says what others may be.
/// </summary>
public sealed class SchemaCheck(JsonNode document)
{
    public IEnumerable<string> Faults(JsonNode? value, JsonNode schema, string at)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Faults(value, Resolve(reference), at);
        }

        if (schema["oneOf"] is JsonArray choices)
        {
            var fits = choices.Count(choice => !Faults(value, choice!, at).Any());
            return fits == 1 ? [] : [$"{at} fits {fits} of its {choices.Count} schemas: {Short(value)}"];
        }

        if (schema["allOf"] is JsonArray parts)
        {
            // Members of all parts together are the members of the whole.
            return Faults(value, Merge(parts), at);
        }

        var kind = KindOf(value);
        var allowed = schema["type"] switch { JsonArray many => many.Select(one => (string)one!).ToArray(), { } one => [(string)one!], null => [] };
        if (allowed.Length > 0 && !allowed.Contains(kind) && !(kind == "integer" && allowed.Contains("number")))
        {
            return [$"{at} is {kind} and must be {string.Join(" or ", allowed)}: {Short(value)}"];
        }

        return value switch
        {
            JsonObject members => OfObject(members, schema, at),
            JsonArray items => items.SelectMany((item, index) => schema["items"] is { } each ? Faults(item, each, $"{at}/{index}") : []),
            _ => OfValue(value, schema, at),
        };
    }

    public JsonNode Resolve(string reference)
    {
        var node = document;
        foreach (var step in reference.TrimStart('#', '/').Split('/'))
        {
            node = node![step];
        }

        return node!;
    }

    private JsonObject Merge(JsonArray parts)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var part in parts.Select(part => (string?)part!["$ref"] is { } reference ? Resolve(reference) : part!))
        {
            var whole = part["allOf"] is JsonArray inner ? Merge(inner) : part;
            foreach (var (name, schema) in whole["properties"]?.AsObject() ?? [])
            {
                properties[name] = schema!.DeepClone();
            }

            foreach (var name in whole["required"]?.AsArray() ?? [])
            {
                required.Add(name!.DeepClone());
            }
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
    }

    private IEnumerable<string> OfObject(JsonObject members, JsonNode schema, string at)
    {
        foreach (var name in schema["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey((string)name!))
            {
                yield return $"{at} lacks {name}";
            }
        }

        var known = schema["properties"]?.AsObject();
        foreach (var (name, value) in members)
        {
            var own = known?[name] ?? (schema["additionalProperties"] is JsonObject others ? others : null);
            if (own is not null)
            {
                foreach (var fault in Faults(value, own, $"{at}/{name}"))
                {
                    yield return fault;
                }
            }
            else if (known is not null && schema["additionalProperties"]?.GetValueKind() != JsonValueKind.True)
            {
                yield return $"{at}/{name} is not in the document";
            }
        }
    }

    private static IEnumerable<string> OfValue(JsonNode? value, JsonNode schema, string at)
    {
        if (value is not null && schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
        {
            yield return $"{at} is none of its words: {Short(value)}";
        }

        if (value?.GetValueKind() == JsonValueKind.String && (string?)schema["format"] is { } format && !HasFormat((string)value!, format))
        {
            yield return $"{at} is no {format}: {Short(value)}";
        }
    }

    private static bool HasFormat(string text, string format) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10),
        "uuid" => Guid.TryParse(text, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => true,
    };

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.AsValue().TryGetValue<long>(out _) ? "integer" : "number",
    };

    private static string Short(JsonNode? value) => value?.ToJsonString() is { } text ? text[..Math.Min(text.Length, 200)] : "null";
}

using System.Globalization;
using System.Text.Json;

namespace Postrider.Server.Api.Actions;

/// <summary>
/// Reads the members of a JSON object and gathers everything that is wrong with them, each with a JSON Pointer, so that a caller
/// learns all of it at once. Null counts as absent unless <see cref="Has"/> is asked; members that nobody reads are passed over.
/// </summary>
internal sealed partial class Fields
{
    private readonly JsonElement _element;
    private readonly string _at;
    private readonly List<FieldFault> _faults;
    private readonly bool _isLenient;

    /// <param name="element">The object.</param>
    /// <param name="isLenient">Whether "true" and "5" pass where a switch or a number is meant.</param>
    public Fields(JsonElement element, bool isLenient = false)
        : this(element, "", [], isLenient)
    {
    }

    private Fields(JsonElement element, string at, List<FieldFault> faults, bool isLenient) => (_element, _at, _faults, _isLenient) = (element, at, faults, isLenient);

    public bool IsFaulty => _faults.Count > 0;

    public IReadOnlyList<FieldFault> Faults => _faults;

    /// <summary>The members' names, each once.</summary>
    public IEnumerable<string> Names => _element.EnumerateObject().Select(member => member.Name).Distinct();

    /// <summary>The answer to a body with faults, under a resource's code.</summary>
    public Problem ToProblem(string code) => new(400, code, _faults.Count == 1 ? _faults[0].Detail : $"{_faults.Count} members of the body are wrong; see errors.") { Faults = _faults };

    public void Fail(string name, string detail) => _faults.Add(new FieldFault($"{_at}/{Escape(name)}", detail));

    /// <summary>Whether the member is there, be it null.</summary>
    public bool Has(string name) => _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out _);

    public JsonElement? Find(string name) =>
        _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text as it was given; a required one must not be blank.</summary>
    public string? Text(string name, int longest, bool required = false)
    {
        if (Find(name) is not { } value)
        {
            return Absent<string>(name, required);
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Fail(name, $"{name} must be text.");
            return null;
        }

        var text = value.GetString()!;
        if (required && string.IsNullOrWhiteSpace(text))
        {
            return Absent<string>(name, required);
        }

        if (text.Length > longest)
        {
            Fail(name, string.Create(CultureInfo.InvariantCulture, $"{name} may have at most {longest} characters; it has {text.Length}."));
            return null;
        }

        return text;
    }

    /// <summary>A text without line ends or other control characters, and without blanks around it.</summary>
    public string? Line(string name, int longest, bool required = false)
    {
        var text = Text(name, longest, required)?.Trim();
        if (text is not null && Dispatch.ContentReader.HasControl(text))
        {
            Fail(name, $"{name} must be a single line.");
            return null;
        }

        return text;
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.ValueKind == JsonValueKind.True;
        }

        if (_isLenient && value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var flag))
        {
            return flag;
        }

        Fail(name, $"{name} must be true or false.");
        return null;
    }

    /// <summary>One of a few words, in any case of letters: older clients send them in PascalCase.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> choices)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            foreach (var choice in choices)
            {
                if (choice.Equals(value.GetString(), StringComparison.OrdinalIgnoreCase))
                {
                    return choice;
                }
            }
        }

        Fail(name, $"{name} must be one of {string.Join(", ", choices.ToArray())}.");
        return null;
    }

    /// <summary>A time of ISO 8601 with an offset.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (WireTime.TryRead(value, out var time))
        {
            return time.ToUniversalTime();
        }

        Fail(name, $"{name} must be a time such as 2026-05-20T10:00:00Z.");
        return null;
    }

    /// <summary>An object inside; its faults count as this one's.</summary>
    public Fields? Object(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return new Fields(value, $"{_at}/{Escape(name)}", _faults, _isLenient);
        }

        Fail(name, $"{name} must be an object.");
        return null;
    }

    private T? Absent<T>(string name, bool required)
        where T : class
    {
        if (required)
        {
            Absent(name);
        }

        return null;
    }

    private long? Absent(string name)
    {
        Fail(name, $"{name} is required.");
        return null;
    }

    // A pointer into a list is given as name/index, so slashes that divide are told from those of a name by what stands before.
    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal);
}

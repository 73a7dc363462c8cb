using System.Globalization;
using System.Text.Json;

namespace Postrider.Server.Api.Actions;

internal sealed partial class Fields
{
    /// <summary>A list of a few words, as <see cref="Choice"/> reads one.</summary>
    public IReadOnlyList<string> Words(string name, params ReadOnlySpan<string> choices)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        var words = new List<string>();
        foreach (var item in value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value })
        {
            var given = item.ValueKind == JsonValueKind.String ? item.GetString() : null;
            var known = "";
            foreach (var choice in choices)
            {
                known = choice.Equals(given, StringComparison.OrdinalIgnoreCase) ? choice : known;
            }

            if (known.Length == 0)
            {
                Fail(name, $"{name} must be a list of {string.Join(", ", choices.ToArray())}.");
                return [];
            }

            words.Add(known);
        }

        return words;
    }

    /// <summary>A list of ids, each once.</summary>
    public IReadOnlyList<long> Ids(string name, bool required = false, int most = 10_000)
    {
        if (Find(name) is not { } value)
        {
            Absent<string>(name, required);
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > most || (required && value.GetArrayLength() == 0))
        {
            Fail(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be a list of {(required ? "1" : "0")} to {most} ids."));
            return [];
        }

        var ids = new List<long>();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var id))
            {
                ids.Add(id);
            }
            else
            {
                Fail($"{name}/{index.ToString(CultureInfo.InvariantCulture)}", "An id must be a whole number.");
            }

            index++;
        }

        return [.. ids.Distinct()];
    }

    /// <summary>The objects of a list inside.</summary>
    public IReadOnlyList<Fields> Objects(string name, bool required = false, int most = 1000)
    {
        if (Find(name) is not { } value)
        {
            Absent<string>(name, required);
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most && (!required || value.GetArrayLength() > 0))
        {
            return Items(value, $"{_at}/{Escape(name)}", _faults, _isLenient);
        }

        Fail(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be a list of {(required ? "1" : "0")} to {most} objects."));
        return [];
    }

    /// <summary>The objects of a body that is a list; the faults of all are gathered with <paramref name="whole"/>.</summary>
    public static IReadOnlyList<Fields> List(JsonElement array, out Fields whole)
    {
        whole = new Fields(array);
        return Items(array, "", whole._faults, whole._isLenient);
    }

    private static List<Fields> Items(JsonElement array, string at, List<FieldFault> faults, bool isLenient)
    {
        var items = new List<Fields>();
        foreach (var item in array.EnumerateArray())
        {
            var pointer = string.Create(CultureInfo.InvariantCulture, $"{at}/{items.Count}");
            if (item.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new FieldFault(pointer, "Each item must be an object."));
            }

            items.Add(new Fields(item, pointer, faults, isLenient));
        }

        return items;
    }
}

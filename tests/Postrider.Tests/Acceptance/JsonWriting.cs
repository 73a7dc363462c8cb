using System.Globalization;
using System.Text;

namespace Postrider.Tests.Acceptance;

/// <summary>Makes random JSON values, and writes one value in many ways that mean the same.</summary>
internal sealed class JsonWriting(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A value: null, bool, decimal, string, list, or a dictionary.</summary>
    public object? Value(int depth = 0) => _random.Next(depth < 4 ? 7 : 5) switch
    {
        0 => null,
        1 => _random.Next(2) == 0,
        2 => (decimal)_random.Next(-1000, 1000),
        3 => _random.Next(-100000, 100000) / 1000m,
        4 => Word(),
        5 => Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth + 1)).ToList(),
        _ => Enumerable.Range(0, _random.Next(5)).Select(_ => Word()).Distinct().ToDictionary(name => name, _ => Value(depth + 1)),
    };

    public static string Plain(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        decimal number => number == 0 ? "0" : (number / 1.000000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        string text => $"\"{text}\"",
        List<object?> list => $"[{string.Join(',', list.Select(Plain))}]",
        Dictionary<string, object?> members => $"{{{string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"\"{m.Key}\":{Plain(m.Value)}"))}}}",
        _ => throw new InvalidOperationException(),
    };

    public string Text(object? value) => Space() + value switch
    {
        decimal number => Number(number),
        string text => Escaped(text),
        List<object?> list => $"[{string.Join(',', list.Select(Text))}{Space()}]",
        Dictionary<string, object?> members => $"{{{string.Join(',', Shuffled(members).Select(m => $"{Space()}{Escaped(m.Key)}{Space()}:{Text(m.Value)}"))}{Space()}}}",
        _ => Plain(value),
    } + Space();

    private List<KeyValuePair<string, object?>> Shuffled(Dictionary<string, object?> members)
    {
        // A first one of the same name, which the last one overrules.
        var written = members.OrderBy(_ => _random.Next()).ToList();
        return written.Count > 0 && _random.Next(3) == 0 ? [new(written[^1].Key, "overruled"), .. written] : written;
    }

    private string Number(decimal number)
    {
        var shift = _random.Next(-5, 6);
        var scaled = number;
        for (var i = 0; i < Math.Abs(shift); i++)
        {
            scaled = shift > 0 ? scaled * 10 : scaled / 10;
        }

        var text = scaled.ToString(CultureInfo.InvariantCulture);
        text += text.Contains('.', StringComparison.Ordinal) ? new string('0', _random.Next(3)) : _random.Next(2) == 0 ? ".00" : "";
        return shift == 0 ? text : $"{text}{(_random.Next(2) == 0 ? 'e' : 'E')}{(shift < 0 ? "+" : "-")}{Math.Abs(shift)}";
    }

    private string Word() => string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => new[] { "a", "b", "c", "é", "€", "😀", "/", " " }[_random.Next(8)]));

    private string Escaped(string text)
    {
        var written = new StringBuilder("\"");
        foreach (var unit in text)
        {
            written.Append(char.IsSurrogate(unit) || _random.Next(3) > 0 ? unit.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"));
        }

        return written.Append('"').ToString();
    }

    private string Space() => _random.Next(3) switch { 0 => " ", 1 => "\n\t", _ => "" };
}

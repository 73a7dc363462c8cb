using System.Globalization;

namespace Postrider.Sip.Messages;

/// <summary>What a CSeq header says.</summary>
internal readonly record struct SequenceNumber(uint Number, string Method)
{
    public static SequenceNumber? Parse(string? text)
    {
        var parts = text?.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return parts is { Length: 2 } && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new SequenceNumber(number, parts[1]) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Method}");
}

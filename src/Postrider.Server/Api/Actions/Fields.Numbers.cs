using System.Globalization;
using System.Text.Json;

namespace Postrider.Server.Api.Actions;

internal sealed partial class Fields
{
    public long? Whole(string name, long least, long most = long.MaxValue, bool required = false)
    {
        if (Find(name) is not { } value)
        {
            return required ? Absent(name) : null;
        }

        if (ReadWhole(value) is { } number && number >= least && number <= most)
        {
            return number;
        }

        Fail(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number {(most == long.MaxValue ? $"of at least {least}" : $"from {least} to {most}")}."));
        return null;
    }

    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (ReadNumber(value) is { } number && number >= least && number <= most)
        {
            return number;
        }

        Fail(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {least} to {most}."));
        return null;
    }

    private long? ReadWhole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.String when _isLenient && long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private double? ReadNumber(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonValueKind.String when _isLenient && double.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}

using System.Globalization;
using System.Text.Json;
using Postrider.Accounts;
using Postrider.Server.Api.Dispatch;

namespace Postrider.Server.Api;

/// <summary>Hours on the wire: <c>{"days": ["mon", "tue"], "from": "09:00", "to": "17:00"}</c>. A <c>to</c> of 24:00 is the day's end.</summary>
internal static class WireWindow
{
    private const string DaysEnd = "24:00";
    private static readonly string[] _weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly IReadOnlySet<DayOfWeek> _everyDay = Enum.GetValues<DayOfWeek>().ToHashSet();

    /// <summary>Null: it is none. Without <c>days</c> it is of every day.</summary>
    public static SendWindow? Read(JsonElement value)
    {
        var members = new Members(value);
        return members.Find("from") is { ValueKind: JsonValueKind.String } from && members.Find("to") is { ValueKind: JsonValueKind.String } to
            && Days(members.Find("days")) is { } days
            ? Between(from.GetString()!, to.GetString()!, days)
            : null;
    }

    /// <summary>Reads <c>08:00-21:00</c>, of every day; null: it is none.</summary>
    public static SendWindow? Read(string text) => text.Split('-', StringSplitOptions.TrimEntries) is [var from, var to] ? Between(from, to, _everyDay) : null;

    public static void WriteWindow(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, SendWindow window)
    {
        writer.WriteStartObject(name);
        writer.WriteStartArray("days"u8);
        foreach (var day in window.Days.Order())
        {
            writer.WriteStringValue(_weekdays[(int)day]);
        }

        writer.WriteEndArray();
        writer.WriteString("from"u8, Text(window.From));
        writer.WriteString("to"u8, window.To == TimeOnly.MinValue ? DaysEnd : Text(window.To));
        writer.WriteEndObject();
    }

    private static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static SendWindow? Between(string from, string to, IReadOnlySet<DayOfWeek> days) =>
        Time(from) is { } begins && (to == DaysEnd ? TimeOnly.MinValue : Time(to)) is { } ends ? new SendWindow(days, begins, ends) : null;

    private static TimeOnly? Time(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static IReadOnlySet<DayOfWeek>? Days(JsonElement? value)
    {
        if (value is not { } given)
        {
            return _everyDay;
        }

        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() == 0)
        {
            return null;
        }

        var days = new HashSet<DayOfWeek>();
        foreach (var day in given.EnumerateArray())
        {
            var index = day.ValueKind == JsonValueKind.String ? Array.IndexOf(_weekdays, day.GetString()) : -1;
            if (index < 0)
            {
                return null;
            }

            days.Add((DayOfWeek)index);
        }

        return days;
    }
}

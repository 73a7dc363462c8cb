using System.Globalization;
using Postrider.Accounts;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>Reads limits by action. They replace those that were: an action that is not named has none.</summary>
internal static class LinkedInLimits
{
    private const int Most = 100_000;

    public static ActionLimits? Read(Fields fields)
    {
        var mode = fields.Choice("limitsMode", "fixed", "range");
        if (fields.Find("limitsMode") is null)
        {
            fields.Fail("limitsMode", "limitsMode is required.");
        }

        var isRange = mode == "range";
        var (fixedMost, least, most) = (Numbers(fields, "fixedMax", mode == "fixed"), Numbers(fields, "rangeMin", isRange), Numbers(fields, "rangeMax", isRange));
        foreach (var name in mode is null ? [] : isRange ? (string[])["fixedMax"] : ["rangeMin", "rangeMax"])
        {
            if (fields.Find(name) is not null)
            {
                fields.Fail(name, $"{name} has no effect while limitsMode is {mode}; leave it out.");
            }
        }

        if (isRange && fields.Object("rangeMin") is { } lower)
        {
            CheckEnds(lower, least, most);
        }

        var limits = new ActionLimits(isRange, isRange ? least : [], isRange ? most : fixedMost);
        return limits.Most.Count == 0 ? null : limits;
    }

    private static void CheckEnds(Fields lower, Dictionary<string, int> least, Dictionary<string, int> most)
    {
        foreach (var (name, action) in LinkedInAccountWire.Limits)
        {
            if (least.TryGetValue(action, out var from) && (!most.TryGetValue(action, out var to) || to < from))
            {
                lower.Fail(name, string.Create(CultureInfo.InvariantCulture, $"{name} must not be above that of rangeMax, which must name it, too."));
            }
        }
    }

    private static Dictionary<string, int> Numbers(Fields fields, string name, bool required)
    {
        var numbers = new Dictionary<string, int>();
        if (required && fields.Find(name) is null)
        {
            fields.Fail(name, $"{name} is required.");
        }

        if (required && fields.Object(name) is { } given)
        {
            foreach (var (limit, action) in LinkedInAccountWire.Limits)
            {
                if (given.Whole(limit, 0, Most) is { } number)
                {
                    numbers[action] = (int)number;
                }
            }
        }

        return numbers;
    }
}

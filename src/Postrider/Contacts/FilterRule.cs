using System.Globalization;

namespace Postrider.Contacts;

/// <summary>One condition; all of a filter must hold.</summary>
/// <param name="Operand">Of the property's own type: text, a number, an instant, or true or false; null where the condition needs none.</param>
public sealed record FilterRule(FilterProperty Property, FilterCondition Condition, object? Operand)
{
    public const int LongestValue = 1000;

    /// <summary>Null when the rule makes sense, else why not.</summary>
    public static string? TryRead(FilterProperty property, FilterCondition condition, string? text, out FilterRule? rule)
    {
        rule = null;
        if (condition is FilterCondition.IsEmpty or FilterCondition.IsNotEmpty)
        {
            rule = new FilterRule(property, condition, null);
            return null;
        }

        if (!Suits(property, condition))
        {
            return "this property does not know this condition";
        }

        if (text is null || ContactCheck.Plain(text, LongestValue, multiline: true) is not null)
        {
            return $"must be text, a number, or true or false, of at most {LongestValue} characters";
        }

        if (Operands(property, text) is not { } operand)
        {
            return property switch
            {
                FilterProperty.OptedOut => "must be true or false",
                FilterProperty.Created or FilterProperty.Updated => "must be a time in ISO 8601",
                _ => "must be a number",
            };
        }

        rule = new FilterRule(property, condition, operand);
        return null;
    }

    private static bool Suits(FilterProperty property, FilterCondition condition) => condition switch
    {
        FilterCondition.Greater or FilterCondition.Less => property is not (FilterProperty.Text or FilterProperty.OptedOut or FilterProperty.Custom { IsNumber: false }),
        FilterCondition.Contains or FilterCondition.NotContains or FilterCondition.StartsWith => property is FilterProperty.Text or FilterProperty.Custom { IsNumber: false },
        _ => true,
    };

    private static object? Operands(FilterProperty property, string text) => property switch
    {
        FilterProperty.OptedOut => bool.TryParse(text, out var flag) ? flag : null,
        FilterProperty.Id => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
        FilterProperty.Custom { IsNumber: true } => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
        FilterProperty.Created or FilterProperty.Updated =>
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null,
        _ => text.Trim(),
    };
}

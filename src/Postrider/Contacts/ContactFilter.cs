namespace Postrider.Contacts;

/// <summary>Which contacts of a workspace a page shows.</summary>
public sealed record ContactFilter
{
    public const int MostRules = 20;

    public string? SearchTerm { get; init; }

    public long? ListId { get; init; }

    public IReadOnlyList<FilterRule> Rules { get; init; } = [];

    public ContactSort Sort { get; init; } = new(null, false);

    public int Skip { get; init; }

    public int Limit { get; init; } = 26;

    /// <summary>Whether the total is counted as well: it takes longer than a page.</summary>
    public bool Counted { get; init; } = true;
}

/// <param name="Field">Null: in the order of their making.</param>
public readonly record struct ContactSort(FilterProperty? Field, bool Descending);

public enum FilterCondition
{
    Equals,
    NotEquals,
    Contains,
    NotContains,
    StartsWith,
    IsEmpty,
    IsNotEmpty,
    Greater,
    Less,
}

/// <summary>What a rule looks at.</summary>
public abstract record FilterProperty
{
    private FilterProperty()
    {
    }

    public sealed record Text(ContactField Field) : FilterProperty;

    public sealed record Custom(long FieldId, bool IsNumber) : FilterProperty;

    public sealed record OptedOut : FilterProperty;

    public sealed record Created : FilterProperty;

    public sealed record Updated : FilterProperty;

    public sealed record Id : FilterProperty;
}

/// <param name="Contacts">One more than a page shows tells that there are more.</param>
/// <param name="TotalIsExact">False: at least so many; counting stopped there, or was not asked for.</param>
public sealed record ContactPage(IReadOnlyList<Contact> Contacts, long Total, bool TotalIsExact);

using System.Globalization;
using System.Text;
using Npgsql;
using Postrider.Contacts;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>
/// A filter as SQL. Its words come from here alone; whatever a caller sent goes as a parameter. The first parameter is the workspace.
/// Letters compare without case as far as the database knows them: in most, that is ASCII.
/// </summary>
internal sealed class ContactQuery
{
    private readonly List<object> _values = [];
    private readonly StringBuilder _conditions = new();
    private readonly ContactFilter _filter;
    private readonly string _from;

    public ContactQuery(WorkspaceId workspace, ContactFilter filter)
    {
        _filter = filter;
        _values.Add(workspace.Value);
        _from = filter.ListId is { } list
            ? $"contact_list_member m join contact c on c.workspace_id = m.workspace_id and c.contact_id = m.contact_id where m.workspace_id = $1 and m.list_id = {Add(list)}"
            : "contact c where c.workspace_id = $1";
        if (filter.SearchTerm is { } term && SearchText.Pattern(term) is { } pattern)
        {
            AddSearch(pattern);
        }

        foreach (var rule in filter.Rules)
        {
            AddRule(rule);
        }
    }

    /// <summary>Whether it narrows down what the counters count.</summary>
    public bool IsNarrow => _conditions.Length > 0;

    /// <summary>Whether the index for searches can find what is asked for.</summary>
    public bool IsIndexed { get; private set; }

    // On the list's own key, so that a page of a list is read in its order without a sort.
    private string Id => _filter.ListId is null ? "c.contact_id" : "m.contact_id";

    private string Direction => _filter.Sort.Descending ? "desc" : "asc";

    /// <param name="byIndex">A prepared statement keeps the way it was first planned, so each way has a text of its own. By the index, many are found and sorted for one page: their columns are read of those on it alone.</param>
    public string Page(bool byIndex)
    {
        // Written out: without the numbers the planner expects to read a tenth of everything, and plans for that.
        var (skip, limit) = (_filter.Skip.ToString(CultureInfo.InvariantCulture), _filter.Limit.ToString(CultureInfo.InvariantCulture));
        var page = $"{_from}{_conditions} order by {OrderBy(Id)} offset {skip} limit {limit}";
        return byIndex
            ? $"select {ContactRows.Columns} from (select {Id} as id from {page}) p join contact c on c.workspace_id = $1 and c.contact_id = p.id order by {OrderBy("c.contact_id")}"
            : $"select {ContactRows.Columns} from {page}";
    }

    /// <summary>How many of the first contacts there are, and how many of them are meant.</summary>
    public string Probe(int most) =>
        $"select count(*), count(*) filter (where true{_conditions}) from (select c.* from {_from} order by {Id} {Direction} limit {most.ToString(CultureInfo.InvariantCulture)}) c";

    public string CountIndexed(int most) => $"select count(*) from (select from {_from}{_conditions} limit {most.ToString(CultureInfo.InvariantCulture)}) found";

    public string CountOrdered(int most, int looked) =>
        $"select count(*) from (select from (select c.* from {_from} order by {Id} limit {looked.ToString(CultureInfo.InvariantCulture)}) c where true{_conditions} limit {most.ToString(CultureInfo.InvariantCulture)}) found";

    public NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new NpgsqlCommand(sql, connection).With([.. _values]);

    private string OrderBy(string id) => _filter.Sort.Field switch
    {
        null or FilterProperty.Id or FilterProperty.Created => $"{id} {Direction}",
        FilterProperty.Text text => $"lower(c.{ContactRows.Column(text.Field)}) {Direction} nulls last, {id}",
        FilterProperty.Updated => $"c.updated_at {Direction}, {id}",
        FilterProperty.OptedOut => $"c.opted_out {Direction}, {id}",
        FilterProperty.Custom { IsNumber: true } number => $"{AsNumber(Custom(number))} {Direction} nulls last, {id}",
        FilterProperty.Custom custom => $"lower({Custom(custom)}) {Direction} nulls last, {id}",
        _ => throw new InvalidOperationException("A sort that nobody wrote."),
    };

    /// <summary>Whether the rows come in the order in which they lie by their key.</summary>
    public bool IsInOrder => _filter.Sort.Field is null or FilterProperty.Id or FilterProperty.Created;

    private void AddSearch(string pattern)
    {
        IsIndexed |= SearchText.IsIndexed(pattern);
        _conditions.Append(CultureInfo.InvariantCulture, $" and c.search_text like {Add(pattern)}");
    }

    private void AddRule(FilterRule rule)
    {
        // What is found by words of the text that is searched is found fast.
        if (rule is { Property: FilterProperty.Text { Field: var field }, Condition: FilterCondition.Equals or FilterCondition.Contains, Operand: string { Length: >= 3 } words }
            && SearchText.Covers(field) && SearchText.Pattern(words) is { } pattern)
        {
            AddSearch(pattern);
        }

        _conditions.Append(" and ").Append(rule.Property switch
        {
            FilterProperty.Text text => Text($"c.{ContactRows.Column(text.Field)}", ContactFields.Blank(text.Field), rule),
            FilterProperty.Custom { IsNumber: false } custom => Text($"({Custom(custom)})", null, rule),
            FilterProperty.Custom custom => Value(AsNumber(Custom(custom)), rule),
            FilterProperty.OptedOut => Value("c.opted_out", rule),
            FilterProperty.Created => Value("c.created_at", rule),
            FilterProperty.Updated => Value("c.updated_at", rule),
            _ => Value("c.contact_id", rule),
        });
    }

    private static string Custom(FilterProperty.Custom field) => $"c.custom_fields ->> '{field.FieldId.ToString(CultureInfo.InvariantCulture)}'";

    // A field of text that became one of numbers may hold what is none.
    private static string AsNumber(string value) => $"(case when {value} ~ '^[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)$' then ({value})::numeric end)";

    private string Text(string column, string? blank, FilterRule rule)
    {
        var isEmpty = blank is null ? $"{column} is null" : $"{column} = '{blank}'";
        return rule.Condition switch
        {
            FilterCondition.IsEmpty => isEmpty,
            FilterCondition.IsNotEmpty => $"not ({isEmpty})",
            FilterCondition.Equals => $"lower({column}) = lower({Add(rule.Operand!)})",
            FilterCondition.NotEquals => $"lower({column}) is distinct from lower({Add(rule.Operand!)})",
            FilterCondition.Contains => $"strpos(lower({column}), lower({Add(rule.Operand!)})) > 0",
            FilterCondition.NotContains => $"coalesce(strpos(lower({column}), lower({Add(rule.Operand!)})), 0) = 0",
            FilterCondition.StartsWith => $"starts_with(lower({column}), lower({Add(rule.Operand!)}))",
            _ => throw new InvalidOperationException("A condition that text does not know."),
        };
    }

    private string Value(string column, FilterRule rule) => rule.Condition switch
    {
        FilterCondition.IsEmpty => $"{column} is null",
        FilterCondition.IsNotEmpty => $"{column} is not null",
        FilterCondition.Equals => $"{column} = {Add(rule.Operand!)}",
        FilterCondition.NotEquals => $"{column} is distinct from {Add(rule.Operand!)}",
        FilterCondition.Greater => $"{column} > {Add(rule.Operand!)}",
        FilterCondition.Less => $"{column} < {Add(rule.Operand!)}",
        _ => throw new InvalidOperationException("A condition that numbers do not know."),
    };

    private string Add(object value)
    {
        _values.Add(value is DateTimeOffset at ? Instant.ToStore(at) : value);
        return $"${_values.Count.ToString(CultureInfo.InvariantCulture)}";
    }
}

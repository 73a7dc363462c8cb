using System.Globalization;

namespace Postrider.Server.Api.Actions;

/// <summary>The part of a list that a caller asks for with <c>top</c> and <c>skip</c>.</summary>
internal readonly record struct SkipPage(int Top, int Skip)
{
    private const int Default = 25;
    private const int MaxTop = 1000;

    /// <summary>As many as a page needs to know whether there are more.</summary>
    public int Limit => Top + 1;

    public static Problem? TryRead(IQueryCollection query, out SkipPage page, int otherwise = Default, int most = MaxTop)
    {
        var faults = new List<FieldFault>();
        page = new SkipPage(
            Number(query, "top", otherwise, 1, most, faults),
            Number(query, "skip", 0, 0, int.MaxValue, faults));
        return faults.Count == 0 ? null : GeneralProblems.InvalidInput.With(string.Join(' ', faults.Select(fault => fault.Detail))) with { Faults = faults };
    }

    private static int Number(IQueryCollection query, string name, int otherwise, int least, int most, List<FieldFault> faults)
    {
        if (!query.TryGetValue(name, out var given))
        {
            return otherwise;
        }

        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        faults.Add(new FieldFault($"/{name}", string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a whole number {(most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}")}.")));
        return otherwise;
    }
}

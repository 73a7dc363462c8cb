namespace Postrider.Mail.Mime;

/// <summary>A header as it stands: unfolded, with encoded words left as they are.</summary>
public sealed record MailHeader(string Name, string Value);

/// <summary>The headers of a mail, in their order.</summary>
public sealed class MailHeaders(IReadOnlyList<MailHeader> all)
{
    public IReadOnlyList<MailHeader> All { get; } = all;

    /// <summary>The value of the first header of this name.</summary>
    public string? this[string name] => Every(name).FirstOrDefault();

    public IEnumerable<string> Every(string name) => All.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);
}

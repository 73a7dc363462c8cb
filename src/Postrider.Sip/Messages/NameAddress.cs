namespace Postrider.Sip.Messages;

/// <summary>What From, To, Contact and routes hold: a name, an address, parameters.</summary>
internal sealed record NameAddress(string? Name, string Uri, ParameterList Parameters)
{
    public string? Tag => Parameters["tag"] is { Length: > 0 } tag ? tag : null;

    public static NameAddress? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var open = ParameterList.End(text, '<');
        if (open == text.Length)
        {
            // Without brackets, what follows a semicolon belongs to the header and not to the address.
            var semicolon = text.IndexOf(';', StringComparison.Ordinal);
            var uri = (semicolon < 0 ? text : text[..semicolon]).Trim();
            return uri.Length == 0 ? null : new NameAddress(null, uri, ParameterList.Parse(semicolon < 0 ? "" : text.AsSpan(semicolon + 1)));
        }

        var close = text.IndexOf('>', open);
        if (close < 0 || text[(open + 1)..close].Trim() is not { Length: > 0 } inside)
        {
            return null;
        }

        var name = ParameterList.Unquote(text.AsSpan(0, open));
        var rest = text.AsSpan(close + 1);
        var first = rest.IndexOf(';');
        return new NameAddress(name.Length == 0 ? null : name, inside, ParameterList.Parse(first < 0 ? "" : rest[(first + 1)..]));
    }
}

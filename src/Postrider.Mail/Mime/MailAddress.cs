using Postrider.Mail.Mime.Composing;
using Postrider.Mail.Mime.Parsing;

namespace Postrider.Mail.Mime;

/// <summary>A mail address and, where it is known, the name shown with it.</summary>
public sealed record MailAddress(string Address, string? Name = null)
{
    /// <summary>Reads one address as people write it: <c>a@b.c</c>, <c>&lt;a@b.c&gt;</c>, <c>Name &lt;a@b.c&gt;</c>. Null: it is not one address that can be written to.</summary>
    public static MailAddress? TryParse(string? text) =>
        text is { Length: <= 2000 } && AddressList.Parse(text, most: 2) is [var only] && WireAddress.TryRead(only.Address, out _)
        && (text.Contains('<', StringComparison.Ordinal) || text.Trim() == only.Address) ? only : null;

    /// <summary>The address as it goes over the wire: an international domain in its ASCII form, an international local part as it is.</summary>
    /// <exception cref="ArgumentException">It is not an address.</exception>
    public string ToWire() => WireAddress.TryRead(Address, out var wire) ? wire : throw new ArgumentException("This is not a mail address.");
}

namespace Postrider.Mail.Smtp;

/// <summary>One mail and its envelope.</summary>
/// <param name="From">The address that bounces go to.</param>
/// <param name="To">The recipient.</param>
/// <param name="Content">The composed mail, its lines ending with CR LF.</param>
public sealed record SmtpMail(string From, string To, ReadOnlyMemory<byte> Content)
{
    /// <summary>Further recipients. The mail goes to all of them or to nobody, so that there is one answer.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>Whether an address or a header has characters beyond ASCII, so that the server must offer SMTPUTF8.</summary>
    public bool International { get; init; }
}

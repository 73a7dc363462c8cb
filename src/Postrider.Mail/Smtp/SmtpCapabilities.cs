using System.Globalization;

namespace Postrider.Mail.Smtp;

/// <summary>What a server offers, from its answer to EHLO.</summary>
public sealed record SmtpCapabilities
{
    private readonly Dictionary<string, string> _offered = new(StringComparer.OrdinalIgnoreCase);

    internal SmtpCapabilities(SmtpReply? ehlo)
    {
        // The first line greets, the others each name one extension.
        foreach (var line in ehlo?.Lines.Skip(1) ?? [])
        {
            var end = line.IndexOfAny([' ', '=']);
            _offered.TryAdd(end < 0 ? line : line[..end], end < 0 ? "" : line[(end + 1)..]);
        }
    }

    public bool StartTls => Has("STARTTLS");

    public bool Pipelining => Has("PIPELINING");

    public bool EightBitMime => Has("8BITMIME");

    public bool SmtpUtf8 => Has("SMTPUTF8");

    /// <summary>The largest mail that is taken; null: not said.</summary>
    public long? LargestMail => _offered.TryGetValue("SIZE", out var size) && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes : null;

    public bool Size => Has("SIZE");

    public IReadOnlyList<string> SignIns => _offered.TryGetValue("AUTH", out var mechanisms) ? mechanisms.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];

    private bool Has(string name) => _offered.ContainsKey(name);
}

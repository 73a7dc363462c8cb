using System.Globalization;
using Postrider.Sip.Media;

namespace Postrider.Sip.Sdp;

/// <summary>One m= line with what stands under it.</summary>
internal sealed class MediaSection
{
    private const int MostFormats = 64;
    private const int MostCryptos = 16;
    private readonly List<CryptoLine> _cryptos = [];

    private MediaSection(string kind, int port, string protocol, string[] formats) => (Kind, Port, Protocol, Formats) = (kind, port, protocol, formats);

    public string Kind { get; }

    /// <summary>0: refused, or taken back.</summary>
    public int Port { get; }

    public string Protocol { get; }

    public IReadOnlyList<string> Formats { get; }

    public string? Address { get; private set; }

    public MediaDirection? Direction { get; private set; }

    /// <summary>The port of reports and, where it has one, its own address.</summary>
    public (int Port, string? Address)? Reports { get; private set; }

    /// <summary>The payload type of telephone events at 8 kHz that is among the formats.</summary>
    public byte? Digits { get; private set; }

    public IReadOnlyList<CryptoLine> Cryptos => _cryptos;

    public static MediaSection? Parse(ReadOnlySpan<char> value)
    {
        var words = value.ToString().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 4 && words.Length - 3 <= MostFormats && int.TryParse(words[1].Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535 && Array.TrueForAll(words, IsPlain)
            ? new MediaSection(words[0], port, words[2], words[3..])
            : null;
    }

    public void Take(char kind, ReadOnlySpan<char> value)
    {
        if (kind == 'c')
        {
            Address = SessionText.AddressOf(value) ?? Address;
        }
        else if (kind == 'a')
        {
            var colon = value.IndexOf(':');
            if (colon < 0)
            {
                Direction = SessionText.DirectionOf(value) ?? Direction;
            }
            else
            {
                Take(value[..colon].Trim(), value[(colon + 1)..].Trim().ToString().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    private void Take(ReadOnlySpan<char> name, string[] words)
    {
        switch (name)
        {
            case "rtpmap" when words.Length >= 2 && words[1].StartsWith("telephone-event/8000", StringComparison.OrdinalIgnoreCase) && Formats.Contains(words[0]):
                Digits ??= byte.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var type) && type < 128 ? type : null;
                break;
            case "rtcp" when words.Length >= 1 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535:
                Reports = (port, words.Length >= 4 ? words[3] : null);
                break;
            case "crypto" when _cryptos.Count < MostCryptos && CryptoLine.Parse(words) is { } crypto:
                _cryptos.Add(crypto);
                break;
        }
    }

    /// <summary>What we write back must not bring anything along.</summary>
    private static bool IsPlain(string word) => word.Length <= 64 && word.All(c => c is > ' ' and < (char)127);
}

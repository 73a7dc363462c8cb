using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Postrider.Sip.Media;

namespace Postrider.Sip.Sdp;

/// <summary>Our half of a call's offers and answers (RFC 3264).</summary>
internal sealed class SessionSide(ICallMedia media, Func<IPAddress, string?>? objection)
{
    private const byte Digits = 101;
    private readonly long _id = RandomNumberGenerator.GetInt32(1, int.MaxValue);
    private long _version;
    private string _last = "";

    /// <summary>Everything that we can do.</summary>
    public byte[] Offer() => Write(OfferSection());

    /// <summary>What the far side's answer to our offer comes to.</summary>
    public Agreement HearAnswer(ReadOnlySpan<byte> body) =>
        SessionText.Parse(body) is { } theirs ? Agreement.Of(theirs, media.LocalKey, objection) : new Agreement(null, "it is not readable");

    /// <summary>The answer to the far side's offer, null where there can be none.</summary>
    public (byte[]? Answer, Agreement Agreement) HearOffer(ReadOnlySpan<byte> body)
    {
        if (SessionText.Parse(body) is not { } theirs)
        {
            return (null, new Agreement(null, "it is not readable"));
        }

        var agreement = Agreement.Of(theirs, media.LocalKey, objection);
        return (agreement.Plan is { } plan ? Write(string.Concat(theirs.Sections.Select((section, i) => i == agreement.Section ? AnswerSection(section, plan, agreement.CryptoNumber) : Refusal(section)))) : null, agreement);
    }

    private static string Refusal(MediaSection section) => $"m={section.Kind} 0 {section.Protocol} {string.Join(' ', section.Formats)}\r\n";

    private static string DirectionWord(MediaDirection direction) => direction switch
    {
        MediaDirection.Both => "sendrecv",
        MediaDirection.Send => "sendonly",
        MediaDirection.Receive => "recvonly",
        _ => "inactive",
    };

    private string OfferSection()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"m=audio {media.Local.Port} {(media.LocalKey is null ? Agreement.Plain : Agreement.Encrypted)} 0 8 {Digits}\r\n");
        text.Append("a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n");
        AppendDigits(text, Digits);
        AppendEnd(text, 1, MediaDirection.Both);
        return text.ToString();
    }

    private string AnswerSection(MediaSection section, MediaPlan plan, int cryptoNumber)
    {
        var codec = (int)plan.Codec;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"m=audio {media.Local.Port} {section.Protocol} {codec}");
        text.Append(plan.DigitPayloadType is { } type ? string.Create(CultureInfo.InvariantCulture, $" {type}\r\n") : "\r\n");
        text.Append(plan.Codec == MediaCodec.Pcmu ? "a=rtpmap:0 PCMU/8000\r\n" : "a=rtpmap:8 PCMA/8000\r\n");
        if (plan.DigitPayloadType is { } digits)
        {
            AppendDigits(text, digits);
        }

        AppendEnd(text, cryptoNumber, plan.Direction);
        return text.ToString();
    }

    private static void AppendDigits(StringBuilder text, byte type) => text.Append(CultureInfo.InvariantCulture, $"a=rtpmap:{type} telephone-event/8000\r\na=fmtp:{type} 0-16\r\n");

    private void AppendEnd(StringBuilder text, int cryptoNumber, MediaDirection direction)
    {
        if (media.LocalKey is { } key)
        {
            text.Append("a=crypto:").Append(CryptoLine.Write(cryptoNumber, key)).Append("\r\n");
        }

        text.Append("a=ptime:20\r\na=").Append(DirectionWord(direction)).Append("\r\n");
    }

    private byte[] Write(string sections)
    {
        // The version counts what was said differently; the same words again are no new offer.
        if (sections != _last)
        {
            _version++;
            _last = sections;
        }

        var family = media.Local.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"v=0\r\no=- {_id} {_version} IN {family} {media.Local.Address}\r\ns=-\r\nc=IN {family} {media.Local.Address}\r\nt=0 0\r\n{sections}"));
    }
}

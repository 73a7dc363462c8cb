using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Postrider.Sip.Media;

namespace Postrider.Sip.Sdp;

/// <summary>What a description of the far side's comes to for us: a plan, or the words why there is none.</summary>
/// <param name="Section">The index of the section that the plan is about.</param>
/// <param name="CryptoNumber">The number of the far side's key, where there is one.</param>
internal sealed record Agreement(MediaPlan? Plan, string? Objection = null, int Section = -1, int CryptoNumber = 1)
{
    public const string Plain = "RTP/AVP";
    public const string Encrypted = "RTP/SAVP";

    public static Agreement Of(SessionText theirs, SrtpKey? localKey, Func<IPAddress, string?>? objection)
    {
        var words = "it has no sound";
        for (var i = 0; i < theirs.Sections.Count; i++)
        {
            var section = theirs.Sections[i];
            if (!section.Kind.Equals("audio", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var agreement = Of(theirs, section, i, localKey, objection);
            if (agreement.Plan is not null)
            {
                return agreement;
            }

            words = agreement.Objection!;
        }

        return new Agreement(null, words);
    }

    private static Agreement Of(SessionText theirs, MediaSection section, int index, SrtpKey? localKey, Func<IPAddress, string?>? objection)
    {
        if (section.Port == 0)
        {
            return new Agreement(null, "it refuses the sound");
        }

        if (!section.Protocol.Equals(localKey is null ? Plain : Encrypted, StringComparison.OrdinalIgnoreCase))
        {
            return new Agreement(null, localKey is null ? $"it wants its sound as {section.Protocol}" : "it does not encrypt its sound");
        }

        var crypto = localKey is null ? null : section.Cryptos.FirstOrDefault(line => line.Key.Suite == localKey.Suite && line.Key.KeyAndSalt.Length == localKey.KeyAndSalt.Length);
        if (localKey is not null && crypto is null)
        {
            return new Agreement(null, "it has no usable key for its sound");
        }

        if (section.Formats.FirstOrDefault(format => format is "0" or "8") is not { } codec)
        {
            return new Agreement(null, "it speaks no codec that is known here");
        }

        if (AddressOf(section.Address ?? theirs.Address, objection, out var words) is not { } address)
        {
            return new Agreement(null, words);
        }

        var direction = Mirror(section.Direction ?? theirs.Direction ?? MediaDirection.Both);

        // The old way to hold a call: no address to send to.
        var isNowhere = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return new Agreement(
            new MediaPlan
            {
                Remote = new IPEndPoint(address, section.Port),
                RemoteControl = isNowhere ? null : ReportsOf(section, address, objection),
                Codec = codec == "0" ? MediaCodec.Pcmu : MediaCodec.Pcma,
                DigitPayloadType = section.Digits,
                Direction = isNowhere ? direction & ~MediaDirection.Send : direction,
                LocalKey = localKey,
                RemoteKey = crypto?.Key,
            },
            Section: index,
            CryptoNumber: crypto?.Number ?? 1);
    }

    private static MediaDirection Mirror(MediaDirection theirs) =>
        (theirs.HasFlag(MediaDirection.Send) ? MediaDirection.Receive : MediaDirection.Inactive) | (theirs.HasFlag(MediaDirection.Receive) ? MediaDirection.Send : MediaDirection.Inactive);

    private static IPEndPoint? ReportsOf(MediaSection section, IPAddress address, Func<IPAddress, string?>? objection)
    {
        var reports = section.Reports ?? (section.Port + 1, null);
        var own = reports.Address is null ? address : AddressOf(reports.Address, objection, out _);
        return reports.Port <= 65535 && own is not null && own.AddressFamily == address.AddressFamily ? new IPEndPoint(own, reports.Port) : null;
    }

    private static IPAddress? AddressOf(string? text, Func<IPAddress, string?>? objection, out string words)
    {
        words = "";
        if (text is null)
        {
            words = "it names no address for its sound";
        }
        else if (text.Length > 64 || !IPAddress.TryParse(text, out var address) || !(text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3))
        {
            words = string.Create(CultureInfo.InvariantCulture, $"it names {(text.Length > 64 ? text[..64] : text)} for its sound, which is no address");
        }
        else if (IsOfMany(address))
        {
            words = $"it names {address} for its sound, which is not one place";
        }
        else if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && objection?.Invoke(address) is { } against)
        {
            words = $"it names {address} for its sound, which is not used: {against}";
        }
        else
        {
            return address;
        }

        return null;
    }

    private static bool IsOfMany(IPAddress address) =>
        address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224);
}

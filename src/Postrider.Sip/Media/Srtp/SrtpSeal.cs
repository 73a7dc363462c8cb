using System.Buffers.Binary;

namespace Postrider.Sip.Media.Srtp;

/// <summary>Encrypts what one source of ours sends. Not safe for several threads.</summary>
internal sealed class SrtpSeal : IDisposable
{
    /// <summary>The most bytes that a packet or a compound of reports grows by.</summary>
    public const int Overhead = 4 + SrtpSuite.ReportTagLength;

    private readonly SessionKeys _sound;
    private readonly SessionKeys _reports;
    private readonly int _tagLength;
    private uint _rollover;
    private ushort? _before;
    private uint _reportIndex;

    public SrtpSeal(SrtpKey key)
    {
        _tagLength = SrtpSuite.TagLength(key);
        _sound = SessionKeys.OfSound(key);
        _reports = SessionKeys.OfReports(key);
    }

    /// <summary>Seals a packet in place; its new length. Packets are given in the order of their numbers.</summary>
    public int Seal(Span<byte> room, int length, in RtpHeader header)
    {
        if (_before is { } before && header.Sequence < before)
        {
            _rollover++;
        }

        _before = header.Sequence;
        _sound.Apply(header.Source, ((ulong)_rollover << 16) | header.Sequence, room[header.PayloadAt..length]);
        Span<byte> digest = stackalloc byte[SessionKeys.DigestLength];
        _sound.Digest(room[..length], _rollover, digest);
        digest[.._tagLength].CopyTo(room[length..]);
        return length + _tagLength;
    }

    /// <summary>Seals a compound of reports in place; its new length.</summary>
    public int SealReport(Span<byte> room, int length)
    {
        var index = _reportIndex++ & 0x7FFFFFFF;
        _reports.Apply(BinaryPrimitives.ReadUInt32BigEndian(room[4..]), index, room[8..length]);
        BinaryPrimitives.WriteUInt32BigEndian(room[length..], index | 0x80000000);
        length += 4;
        Span<byte> digest = stackalloc byte[SessionKeys.DigestLength];
        _reports.Digest(room[..length], null, digest);
        digest[..SrtpSuite.ReportTagLength].CopyTo(room[length..]);
        return length + SrtpSuite.ReportTagLength;
    }

    public void Dispose()
    {
        _sound.Dispose();
        _reports.Dispose();
    }
}

using System.Buffers.Binary;

namespace Postrider.Sip.Media.Srtp;

/// <summary>Decrypts what the far side sends and refuses what is forged or repeated. Not safe for several threads.</summary>
internal sealed class SrtpOpening : IDisposable
{
    /// <summary>How many sources are remembered: a call has one, and one more each time that it is passed on.</summary>
    private const int MostSources = 8;

    private readonly SessionKeys _sound;
    private readonly SessionKeys _reports;
    private readonly int _tagLength;
    private readonly List<Source> _sources = [];

    public SrtpOpening(SrtpKey key)
    {
        _tagLength = SrtpSuite.TagLength(key);
        _sound = SessionKeys.OfSound(key);
        _reports = SessionKeys.OfReports(key);
    }

    /// <summary>Opens a packet in place. False: it is not genuine, or was here before; then it is as it was.</summary>
    public bool TryOpen(Span<byte> packet, in RtpHeader header, out int length)
    {
        length = packet.Length - _tagLength;
        if (length < header.PayloadAt || packet.Length - header.PayloadAt > AesCounter.Most)
        {
            return false;
        }

        var source = Find(header.Source);
        var index = Index(source?.Sound.Highest, header.Sequence);
        if (source?.Sound.Allows(index) == false || !_sound.Matches(packet[..length], (uint)(index >> 16), packet[length..]))
        {
            return false;
        }

        (source ?? Remember(header.Source)).Sound.Add(index);
        _sound.Apply(header.Source, index, packet[header.PayloadAt..length]);
        return true;
    }

    /// <summary>Opens a compound of reports in place. False: it is not genuine, or was here before; then it is as it was.</summary>
    public bool TryOpenReport(Span<byte> packet, out int length)
    {
        length = packet.Length - SrtpSuite.ReportTagLength - 4;
        if (length < 8 || packet.Length > AesCounter.Most)
        {
            return false;
        }

        var word = BinaryPrimitives.ReadUInt32BigEndian(packet[length..]);
        var index = word & 0x7FFFFFFF;
        var id = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        var source = Find(id);
        if (source?.Reports.Allows(index) == false || !_reports.Matches(packet[..(length + 4)], null, packet[(length + 4)..]))
        {
            return false;
        }

        (source ?? Remember(id)).Reports.Add(index);
        if (word != index)
        {
            _reports.Apply(id, index, packet[8..length]);
        }

        return true;
    }

    public void Dispose()
    {
        _sound.Dispose();
        _reports.Dispose();
    }

    /// <summary>The number that is nearest to the highest one seen (RFC 3711, §3.3.1).</summary>
    private static ulong Index(ulong? highest, ushort sequence)
    {
        if (highest is not { } seen)
        {
            return sequence;
        }

        var index = (seen & ~0xFFFFUL) | sequence;
        if (index + 0x8000 < seen)
        {
            return index + 0x10000;
        }

        return index > seen + 0x8000 && index >= 0x10000 ? index - 0x10000 : index;
    }

    private Source? Find(uint id)
    {
        foreach (var source in _sources)
        {
            if (source.Id == id)
            {
                return source;
            }
        }

        return null;
    }

    private Source Remember(uint id)
    {
        if (_sources.Count == MostSources)
        {
            _sources.RemoveAt(0);
        }

        var source = new Source(id);
        _sources.Add(source);
        return source;
    }

    private sealed class Source(uint id)
    {
        public ReplayWindow Reports;
        public ReplayWindow Sound;

        public uint Id => id;
    }
}

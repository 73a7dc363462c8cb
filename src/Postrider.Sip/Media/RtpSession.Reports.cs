using System.Net;
using System.Security.Cryptography;
using Postrider.Sip.Media.Reports;

namespace Postrider.Sip.Media;

public sealed partial class RtpSession
{
    private static readonly DateTimeOffset _ntpBegin = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly long _begunAt;
    private readonly DateTimeOffset _begunAtWall;
    private readonly byte[] _report = new byte[ReportWriter.Most];

    /// <summary>Says nothing of the machine, and is another for each call (RFC 7022).</summary>
    private readonly string _name = Convert.ToBase64String(RandomNumberGenerator.GetBytes(12));

    private TimeSpan? _reportDue;
    private uint _packetsReported;
    private uint _lastReport;
    private long _lastReportAt;
    private long? _lostThere;
    private TimeSpan? _jitterThere;
    private TimeSpan? _roundTrip;

    public RtpStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new RtpStatistics
                {
                    PacketsSent = _packetsSent,
                    BytesSent = _bytesSent,
                    PacketsUnsent = _unsent,
                    PacketsReceived = _received,
                    BytesReceived = _bytesReceived,
                    PacketsIgnored = _ignored,
                    Lost = _reception.Lost,
                    Reordered = _reception.Reordered,
                    LateFrames = _heard.Late,
                    Jitter = TimeSpan.FromMilliseconds(_reception.Jitter / 8.0),
                    LongestLatenessMilliseconds = _longestLateness,
                    SentLate = _sentLate,
                    FramesSkipped = _skipped,
                    EarFaults = Interlocked.Read(ref _earFaults),
                    LostThere = _lostThere,
                    JitterThere = _jitterThere,
                    RoundTrip = _roundTrip,
                };
            }
        }
    }

    private void ReportWhenDue(long at)
    {
        var now = _clock.Time.GetElapsedTime(_begunAt, at);
        if (_reportDue is { } due && now >= due)
        {
            Report(at, isLast: false);
        }

        // Anywhere between half and one and a half times five seconds, so that calls do not report in step (RFC 3550, §6.3.1).
        if (_reportDue is null || now >= _reportDue)
        {
            _reportDue = now + TimeSpan.FromSeconds(2.5 + (Random.Shared.NextDouble() * 5));
        }
    }

    private void Report(long at, bool isLast)
    {
        if (_reportsEnd.Place is not { } place)
        {
            return;
        }

        var facts = new ReportFacts
        {
            Source = _sent.Source,
            HasSent = _sent.Packets != _packetsReported,
            Ntp = Ntp(at),
            Timestamp = _sent.Timestamp,
            Packets = _sent.Packets,
            Bytes = _sent.Bytes,
            Heard = _reception.IsBegun ? _reception.Source : null,
            FractionLost = _reception.IsBegun ? _reception.TakeFractionLost() : (byte)0,
            Lost = (int)Math.Min(_reception.LostOfStream, int.MaxValue),
            Highest = _reception.HighestExtended,
            Jitter = _reception.Jitter,
            LastReport = _lastReport,
            SinceLastReport = _lastReport == 0 ? 0 : Fractions(_clock.Time.GetElapsedTime(_lastReportAt, at)),
        };
        _packetsReported = _sent.Packets;
        var length = ReportWriter.Write(_report, facts, _name, isLast);
        length = _seal?.SealReport(_report, length) ?? length;
        _ = TrySend(_ports.Reports, _report.AsSpan(0, length), place);
    }

    private void TakeReport(Span<byte> packet, SocketAddress from, long at)
    {
        var length = packet.Length;
        if (_plan is null || length < 8 || packet[0] >> 6 != 2 || (_opening is not null && !_opening.TryOpenReport(packet, out length)) || !_reportsEnd.Accepts(from, _clock.Time.GetElapsedTime(_begunAt, at)))
        {
            _ignored++;
            return;
        }

        var news = ReportReader.Read(packet[..length], _sent.Source);
        if (news.Ntp is { } ntp)
        {
            (_lastReport, _lastReportAt) = (ntp, at);
        }

        if (news.Lost is { } lost)
        {
            _lostThere = lost;
            _jitterThere = TimeSpan.FromMilliseconds(news.Jitter / 8.0);
            var there = (long)(uint)(Ntp(at) >> 16) - news.LastReport - news.SinceLastReport;

            // A trip of more than a minute is a far side that counts otherwise.
            if (news.LastReport != 0 && there is >= 0 and < 60 << 16)
            {
                _roundTrip = TimeSpan.FromSeconds(there / 65536.0);
            }
        }
    }

    /// <summary>From the monotonic clock: a jump of the wall clock would look like a long way.</summary>
    private ulong Ntp(long at)
    {
        var since = _begunAtWall - _ntpBegin + _clock.Time.GetElapsedTime(_begunAt, at);
        var seconds = (ulong)(since.Ticks / TimeSpan.TicksPerSecond);
        var fraction = (ulong)(since.Ticks % TimeSpan.TicksPerSecond);
        return (seconds << 32) | ((fraction << 32) / TimeSpan.TicksPerSecond);
    }

    private static uint Fractions(TimeSpan span) => (uint)Math.Clamp(span.TotalSeconds * 65536, 0, uint.MaxValue);
}

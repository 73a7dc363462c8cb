using Postrider.Sip.Media;
using Postrider.Testing.Sip;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Keeps what our side of a call hears.</summary>
internal sealed class TrialEar : IRtpEar
{
    private readonly Lock _gate = new();
    private readonly List<byte> _heard = [];
    private readonly List<char> _digits = [];

    public short[] Heard
    {
        get { lock (_gate) { return Clip.FromMuLaw([.. _heard]); } }
    }

    public string Digits
    {
        get { lock (_gate) { return new string([.. _digits]); } }
    }

    public void Hear(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said)
    {
        lock (_gate) { _heard.AddRange(heard); }
    }

    public void HearDigit(char digit)
    {
        lock (_gate) { _digits.Add(digit); }
    }
}

using Postrider.Sip.Media;

namespace Postrider.IntegrationTests.Sip.Media;

/// <summary>An ear that keeps all it is told.</summary>
internal sealed class HeardCall : IRtpEar
{
    public List<byte> Heard { get; } = [];

    public List<byte> Said { get; } = [];

    public string Digits { get; private set; } = "";

    public int Beats { get; private set; }

    public void Hear(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said)
    {
        Beats++;
        Heard.AddRange(heard);
        Said.AddRange(said);
    }

    public void HearDigit(char digit) => Digits += digit;
}

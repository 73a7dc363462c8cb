namespace Postrider.Sip.Media;

/// <summary>Told by the clock's own thread: must return at once. A call that is going on while the session is disposed may end after that.</summary>
public interface IRtpEar
{
    /// <summary>Every 20 ms since the first plan: what was heard and what was said in them, 160 bytes of G.711 µ-law each. Empty: nothing.</summary>
    void Hear(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said);

    /// <summary>A digit that the far side pressed, told when it begins: <c>0</c>–<c>9</c>, <c>*</c>, <c>#</c>, <c>A</c>–<c>D</c>.</summary>
    void HearDigit(char digit);
}

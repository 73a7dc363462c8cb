namespace Postrider.Sip.Calling;

/// <summary>A final response.</summary>
public sealed record SipAnswer(int Code, string Reason)
{
    public bool IsOk => Code is >= 200 and < 300;
}

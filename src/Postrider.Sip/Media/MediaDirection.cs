namespace Postrider.Sip.Media;

/// <summary>Who may send, seen from our side.</summary>
[Flags]
public enum MediaDirection
{
    Inactive = 0,
    Send = 1,
    Receive = 2,
    Both = Send | Receive,
}

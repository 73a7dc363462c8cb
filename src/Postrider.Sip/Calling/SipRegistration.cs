namespace Postrider.Sip.Calling;

/// <summary>The word to a registrar where we are reached; refreshed until it is disposed, which takes it back.</summary>
public sealed class SipRegistration : IAsyncDisposable
{
    internal SipRegistration()
    {
    }

    /// <summary>Whether the registrar's last grant still holds.</summary>
    public bool IsRegistered => throw new NotSupportedException();

    /// <summary>Why the last refresh failed; null: it did not. It is tried again by itself.</summary>
    public SipException? Trouble => throw new NotSupportedException();

    /// <summary>What the registrar granted last.</summary>
    public TimeSpan Granted => throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}

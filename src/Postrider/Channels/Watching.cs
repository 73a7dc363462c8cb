namespace Postrider.Channels;

/// <summary>When accounts of a kind are probed without anybody asking.</summary>
public enum Watching
{
    /// <summary>A person must.</summary>
    Never,

    /// <summary>While the account is in status <c>error</c>. Wrong credentials are not tried again: servers lock out whoever does.</summary>
    WhileBroken,

    /// <summary>At all times, since a probe is one harmless look and nothing else may tell that a session ended.</summary>
    Always,
}

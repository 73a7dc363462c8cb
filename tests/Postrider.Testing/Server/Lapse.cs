namespace Postrider.Testing.Server;

/// <summary>How an answer is lost.</summary>
public enum Lapse
{
    None,

    /// <summary>There is none, for as long as somebody waits.</summary>
    Silence,

    /// <summary>The line is cut.</summary>
    Cut,

    /// <summary>The line is cut in the middle of the answer.</summary>
    Half,

    /// <summary>A success that says nothing.</summary>
    Empty,

    /// <summary>What stands before the API answers in its place.</summary>
    Gateway,
}

namespace Postrider.Access;

/// <summary>What a node got: how much, what all nodes have drawn now, and how long the window still lasts.</summary>
public readonly record struct RateDraw(int Granted, int Drawn, TimeSpan Remaining);

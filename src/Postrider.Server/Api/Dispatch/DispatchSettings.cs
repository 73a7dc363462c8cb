namespace Postrider.Server.Api.Dispatch;

/// <summary>What the operator sets for the dispatch lanes.</summary>
/// <param name="Floor">The least gap, and the gap of a request that names none.</param>
internal sealed record DispatchSettings(TimeSpan Floor);

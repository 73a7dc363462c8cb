namespace Postrider.Server.Api.Actions.Sends;

/// <summary>How sends behave that answer when the outcome is known.</summary>
/// <param name="Wait">The longest that an answer waits for it.</param>
/// <param name="DuplicateWindow">The same send to the same contact is refused for so long; zero: never.</param>
internal sealed record DirectSettings(TimeSpan Wait, TimeSpan DuplicateWindow);

namespace Postrider.Server.Api.Calls;

/// <param name="RemainingAsText">Whether answers tell the calls that remain as text: the only sample of this API quotes them.</param>
internal sealed record CallsSettings(bool RemainingAsText);

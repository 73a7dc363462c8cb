namespace Postrider.Contacts;

/// <summary>A person as the far side of an account knows them.</summary>
/// <param name="FarId">The far side's own id.</param>
/// <param name="Relation">connected, pending (invited already), none, or unknown.</param>
/// <param name="ChatId">The far side's conversation with them; null: none is known.</param>
/// <param name="CanInMail">Whether an InMail may be sent; null: the far side does not tell.</param>
public sealed record FarProfile(string FarId, string Relation, string? ChatId = null, bool? CanInMail = null)
{
    public const string Connected = "connected";
    public const string Pending = "pending";
    public const string None = "none";
    public const string Unknown = "unknown";
}

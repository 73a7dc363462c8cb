namespace Postrider.Contacts;

/// <summary>A field of contacts that a workspace made for itself.</summary>
public sealed record CustomField(long FieldId, string Title, bool IsNumber, string? Metadata, bool Shared)
{
    public const int LongestTitle = 90;
    public const int LongestMetadata = 4000;

    /// <summary>A workspace has no more of them.</summary>
    public const int Most = 200;
}

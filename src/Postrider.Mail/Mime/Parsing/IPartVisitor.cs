namespace Postrider.Mail.Mime.Parsing;

/// <summary>Is told of the parts of a mail as they pass by.</summary>
internal interface IPartVisitor
{
    /// <summary>A part with content begins, once its header was read.</summary>
    void Begin(Part part);

    /// <summary>Some of its decoded content.</summary>
    void Take(ReadOnlySpan<byte> content);

    void End(Part part);

    /// <summary>What stands before the first part of the outermost multipart.</summary>
    void TakePreamble(ReadOnlySpan<byte> content);
}

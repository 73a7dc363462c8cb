using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Postrider.Jobs;

namespace Postrider.Suppression;

/// <summary>A recipient's own way to unsubscribe.</summary>
/// <param name="Address">The page; a POST to it unsubscribes at once.</param>
/// <param name="Subject">The subject of a mail to the account that does the same.</param>
public sealed record UnsubscribeLink(string Address, string Subject);

/// <summary>Signs the links by which recipients unsubscribe, so that nobody can unsubscribe others by guessing. A link names its job, and so workspace and recipient, and tells neither.</summary>
public sealed class UnsubscribeLinks(PublicAddress address)
{
    public const string Path = "/unsubscribe/";
    public const string SubjectWord = "unsubscribe";

    private const int Seal = 12;
    private const int Length = sizeof(long) + 16 + Seal;

    private byte[]? _secret;

    /// <summary>Before the first link: the installation's own secret.</summary>
    public void Begin(byte[] secret) => _secret = secret;

    public UnsubscribeLink For(JobRef job)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, job.Workspace.Value);
        job.JobId.TryWriteBytes(bytes[sizeof(long)..]);
        Sign(bytes[..^Seal], bytes[^Seal..]);
        var code = Base64Url.EncodeToString(bytes);
        return new UnsubscribeLink(address.Of(Path + code), $"{SubjectWord}-{code}");
    }

    /// <summary>The job that a link's code names; null: not ours.</summary>
    public JobRef? Read(string code)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (code.Length > 2 * Length || !Base64Url.IsValid(code, out var length) || length != Length || Base64Url.DecodeFromChars(code, bytes) != Length)
        {
            return null;
        }

        Span<byte> seal = stackalloc byte[Seal];
        Sign(bytes[..^Seal], seal);
        return CryptographicOperations.FixedTimeEquals(seal, bytes[^Seal..])
            ? new JobRef(new WorkspaceId(BinaryPrimitives.ReadInt64BigEndian(bytes)), new Guid(bytes.Slice(sizeof(long), 16)))
            : null;
    }

    private void Sign(ReadOnlySpan<byte> text, Span<byte> seal)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret ?? throw new InvalidOperationException("Links cannot be signed before the start."), text, whole);
        whole[..Seal].CopyTo(seal);
    }
}

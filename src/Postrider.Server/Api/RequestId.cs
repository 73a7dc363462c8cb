using System.Buffers.Binary;
using System.Buffers.Text;

namespace Postrider.Server.Api;

/// <summary>
/// The id by which caller, log and answer mean the same request. It is the request's <see cref="HttpContext.TraceIdentifier"/>,
/// so everything that logs has it already.
/// </summary>
internal static class RequestId
{
    public const string Header = "x-request-id";

    private const string Prefix = "req_";
    private const int MaxLength = 128;

    public static string Of(HttpContext context) => context.TraceIdentifier;

    /// <summary>The caller's own id where it is fit to be echoed, else a new one.</summary>
    public static string For(HttpRequest request)
    {
        var given = request.Headers[Header];
        return given is [{ Length: > 0 and <= MaxLength } id] && !id.AsSpan().ContainsAnyExceptInRange(' ', '~') ? id : Make();
    }

    // An id need not be unguessable, only its own: the shared generator costs no system call.
    private static string Make() => string.Create(Prefix.Length + 22, (Random.Shared.NextInt64(), Random.Shared.NextInt64()), static (text, halves) =>
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, halves.Item1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], halves.Item2);
        Prefix.CopyTo(text);
        Base64Url.EncodeToChars(bytes, text[Prefix.Length..]);
    });
}

using System.Globalization;

namespace Postrider.Access;

/// <summary>Whom a limit counts: the kind of the limit and an id of that kind.</summary>
public readonly record struct RateSubject(RateKind Kind, UInt128 Id)
{
    public static RateSubject OfKey(Guid keyId)
    {
        Span<byte> bytes = stackalloc byte[16];
        keyId.TryWriteBytes(bytes);
        return new RateSubject(RateKind.Key, System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes));
    }

    public static RateSubject Of(RateKind kind, WorkspaceId workspaceId) => new(kind, (UInt128)workspaceId.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}:{Id:x}");
}

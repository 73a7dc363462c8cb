using System.Diagnostics.CodeAnalysis;
using Postrider.Access;
using Postrider.Server.Api;

namespace Postrider.Server.Security;

/// <summary>The gate's answer: a caller, or the refusal that the dialect writes in its own form.</summary>
internal readonly record struct Admission(ApiKey? Key, ApiError? Error)
{
    [MemberNotNullWhen(true, nameof(Key))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsAdmitted => Error is null;

    public static implicit operator Admission(ApiError error) => new(null, error);
}

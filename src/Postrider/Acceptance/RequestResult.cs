namespace Postrider.Acceptance;

/// <summary>What became of a request.</summary>
public abstract record RequestResult
{
    private RequestResult()
    {
    }

    public sealed record Done(KeptAnswer Answer) : RequestResult;

    /// <summary>The key was used before, with the same body: this is the first answer.</summary>
    public sealed record Repeated(KeptAnswer Answer) : RequestResult;

    /// <summary>The key was used before, with another body.</summary>
    public sealed record Conflict : RequestResult;

    /// <summary>The endpoint's cursor is no longer where the request took it to be: somebody else was first, or the endpoint is gone.</summary>
    public sealed record Overtaken : RequestResult;

    /// <summary>This request alone could not be stored.</summary>
    public sealed record Unstorable(string Detail) : RequestResult;

    /// <summary>The store cannot take anything now.</summary>
    public sealed record StoreDown : RequestResult;
}

namespace Postrider.Jobs;

/// <summary>What a job does, as every dialect's reader finds it in <c>action</c>.</summary>
public static class JobAction
{
    public const string Dispatch = "outreach.dispatch";
    public const string PostLike = "outreach.linkedin.post_like";
}

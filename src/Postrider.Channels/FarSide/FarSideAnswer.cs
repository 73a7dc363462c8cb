using System.Text;
using System.Text.Json.Nodes;
using Postrider.Attempts;

namespace Postrider.Channels.FarSide;

/// <summary>What a far side's API answered, or why it did not.</summary>
/// <param name="Status">The HTTP status; 0: there was no answer.</param>
/// <param name="Body">At most what <see cref="FarSideHttp"/> takes.</param>
internal sealed record FarSideAnswer(int Status, byte[] Body)
{
    /// <summary>Whether any of the request's body was written: what never left did nothing.</summary>
    public bool HasLeft { get; init; } = true;

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>For how long it lay in a cache on the way; null: it is fresh.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Why there was no answer.</summary>
    public string Words { get; init; } = "";

    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>The body as JSON; null: it is none.</summary>
    public JsonNode? Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Body);
            }
            catch (System.Text.Json.JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>How the body begins, for people.</summary>
    public string Beginning => Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, 500));

    /// <summary>What no answer means for an attempt: never handed over, or nobody knows.</summary>
    public Outcome NoAnswer(string farSide) => HasLeft ? new Outcome.Unknown($"{farSide} did not answer: {Words}") : new Outcome.Unreachable($"{farSide} was not reached: {Words}");
}

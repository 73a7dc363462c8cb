using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Unipile;

/// <summary>An answer that is not good, and what it comes to.</summary>
internal sealed record UnipileFault(UnipileRefusal Refusal, string Words, FarSideAnswer Answer)
{
    public const string FarSide = "Unipile";

    // A wish for longer than a job is tried would be a wish to lose it.
    private static readonly TimeSpan _longestWish = TimeSpan.FromHours(6);
    private static readonly TimeSpan _rest = TimeSpan.FromHours(24);

    /// <summary>How long an action rests once LinkedIn has warned.</summary>
    public static TimeSpan Rest => _rest;

    /// <summary>Null: the answer is good, or there is none.</summary>
    public static UnipileFault? Of(FarSideAnswer answer)
    {
        if (answer.Status == 0 || answer.IsGood)
        {
            return null;
        }

        var body = UnipileJson.Parse(answer.Body);
        var type = body?.Text("type");
        var said = string.Join(": ", new[] { body?.Text("title"), body?.Text("detail") }.Where(text => !string.IsNullOrWhiteSpace(text)));
        return new UnipileFault(UnipileRefusals.Of(answer.Status, type), $"{FarSide} answered {answer.Status}{(said.Length > 0 ? $": {said}" : "")}{(type is null ? "" : $" ({type})")}", answer);
    }

    /// <summary>What the account itself lacks; null: it is not to blame.</summary>
    public AccountTrouble? Trouble => Refusal.Meaning switch
    {
        RefusalMeaning.WrongKey => new AccountTrouble(AccountStatus.Credentials, $"{FarSide} does not take the access key: {Words}"),
        RefusalMeaning.SignIn => new AccountTrouble(AccountStatus.Credentials, $"The account must be signed in again in {FarSide}'s dashboard: {Words}"),
        RefusalMeaning.Broken => new AccountTrouble(AccountStatus.Error, Words),
        _ => null,
    };

    /// <summary>What a look that went wrong means for the job: nothing was handed over.</summary>
    public static Outcome? OfLook(FarSideAnswer answer) =>
        answer.Status == 0 ? new Outcome.Unreachable($"{FarSide} was not reached: {answer.Words}") : Of(answer)?.Outcome(isHandOver: false);

    /// <summary>The same of the request that hands over; null: the answer is good.</summary>
    public static Outcome? OfHandOver(FarSideAnswer answer) => answer.Status == 0 ? answer.NoAnswer(FarSide) : Of(answer)?.Outcome(isHandOver: true);

    private Outcome Outcome(bool isHandOver) => Refusal.Meaning switch
    {
        RefusalMeaning.WrongKey or RefusalMeaning.SignIn or RefusalMeaning.Broken => new Outcome.Unreachable(Words) { Trouble = Trouble },
        RefusalMeaning.Busy => new Outcome.Deferred(Words, Wish),
        RefusalMeaning.Capped => new Outcome.Deferred($"{Words} It rests for {_rest.TotalHours:0} hours.", _rest) { IsHeld = true },
        RefusalMeaning.Unclear => isHandOver ? new Outcome.Unknown(Words) : new Outcome.Deferred(Words, Wish),
        _ => new Outcome.Refused(Words, Refusal.Code),
    };

    private TimeSpan? Wish => Answer.RetryAfter is { } wish ? wish > _longestWish ? _longestWish : wish : null;
}

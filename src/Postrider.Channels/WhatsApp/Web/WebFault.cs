using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>An answer that is not good, and what it comes to.</summary>
internal sealed record WebFault(WebRefusal Refusal, string Words, TimeSpan? Wish)
{
    // A wish for longer than a job is tried would be a wish to lose it.
    private static readonly TimeSpan _longestWish = TimeSpan.FromHours(6);

    private const int LongestWords = 500;

    /// <summary>Null: the answer is good, or there is none.</summary>
    /// <param name="rows">The far side's table. The first row that fits counts; the last fits everything.</param>
    /// <param name="said">The words of the answer; they are what rows are found by, too.</param>
    public static WebFault? Of(WebAccount account, FarSideAnswer answer, IReadOnlyList<WebRefusal> rows, string? said)
    {
        if (answer.Status == 0 || answer.IsGood)
        {
            return null;
        }

        var row = rows.First(row => answer.Status >= row.Least && answer.Status <= row.Most && (row.Word is null || said?.Contains(row.Word, StringComparison.Ordinal) == true));
        var words = said is { Length: > LongestWords } ? said[..LongestWords] : said;
        return new WebFault(row, $"{account.FarSide} answered {answer.Status}{(string.IsNullOrWhiteSpace(words) ? "." : $": {words}")}", answer.RetryAfter > _longestWish ? _longestWish : answer.RetryAfter);
    }

    /// <summary>What the account itself lacks; null: it is not to blame.</summary>
    public AccountTrouble? Trouble => Refusal.Meaning switch
    {
        WebMeaning.WrongKey => new AccountTrouble(AccountStatus.Credentials, $"The access key is not taken. {Words}"),
        WebMeaning.SignedOut => new AccountTrouble(AccountStatus.Credentials, $"The phone must be linked again. {Words}"),
        WebMeaning.Broken => new AccountTrouble(AccountStatus.Error, Words),
        _ => null,
    };

    /// <param name="isHandOver">Whether it is about the request that hands over; of any other nothing was handed over.</param>
    public Outcome Outcome(bool isHandOver) => Refusal.Meaning switch
    {
        WebMeaning.WrongKey or WebMeaning.SignedOut or WebMeaning.Broken => new Outcome.Unreachable(Words) { Trouble = Trouble },
        WebMeaning.Busy => new Outcome.Deferred(Words, Wish),
        WebMeaning.Unclear => isHandOver ? new Outcome.Unknown(Words) : new Outcome.Deferred(Words, Wish),
        _ => new Outcome.Refused(Words, Refusal.Code),
    };

    /// <summary>Of a look that settles: whether it can be made later.</summary>
    public Finding Finding() => Refusal.Meaning == WebMeaning.Refused ? new Finding.CannotTell(Words) : new Finding.NotNow(Words);
}

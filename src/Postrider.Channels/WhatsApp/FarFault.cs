using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Jobs;

namespace Postrider.Channels.WhatsApp;

/// <summary>What one of a far side's error codes means here. Nothing of a message with an error was handed over.</summary>
/// <param name="From">The first code.</param>
/// <param name="To">The last code.</param>
internal sealed record FarFault(int From, int To)
{
    /// <summary>The job is refused for good with this code; null: it is tried again.</summary>
    public string? Refusal { get; init; }

    /// <summary>The least wait before the next try; null: the house's own.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>It is the account that failed: its jobs are held.</summary>
    public AccountStatus? Account { get; init; }

    /// <summary>The recipient wants no more.</summary>
    public bool OptsOut { get; init; }

    public static FarFault Never(int code, string refusal = JobFault.ActionFailed) => new(code, code) { Refusal = refusal };

    public static FarFault Later(int code, TimeSpan? wait = null) => new(code, code) { Wait = wait };

    public static FarFault Broken(int code, AccountStatus status) => new(code, code) { Account = status };

    public static FarFault? Find(IReadOnlyList<FarFault> table, int code) => table.FirstOrDefault(fault => code >= fault.From && code <= fault.To);

    /// <summary>The account failed, not the job: it waits for the cure.</summary>
    public static Outcome Held(string words, AccountStatus status) => new Outcome.Unreachable(words) { Trouble = new AccountTrouble(status, words) };

    /// <param name="words">What the far side says, for people.</param>
    /// <param name="retryAfter">How long it wants to be left alone; less than the code asks for does not count.</param>
    public Outcome Outcome(string words, TimeSpan? retryAfter) =>
        Account is { } status ? Held(words, status)
        : Refusal is { } code ? new Outcome.Refused(words, code)
        : new Outcome.Deferred(words, retryAfter > (Wait ?? TimeSpan.Zero) ? retryAfter : Wait);
}

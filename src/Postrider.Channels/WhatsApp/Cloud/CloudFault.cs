using Postrider.Accounts;
using Postrider.Jobs;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>What one of the API's error codes means here. Nothing of a message with an error was handed over.</summary>
/// <param name="From">The first code.</param>
/// <param name="To">The last code.</param>
internal sealed record CloudFault(int From, int To)
{
    /// <summary>The job is refused for good with this code; null: it is tried again.</summary>
    public string? Refusal { get; init; }

    /// <summary>The least wait before the next try; null: the house's own.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>It is the account that failed: its jobs are held.</summary>
    public AccountStatus? Account { get; init; }

    /// <summary>The recipient wants no more.</summary>
    public bool OptsOut { get; init; }

    /// <summary>Every code that is known, each once.</summary>
    public static IReadOnlyList<CloudFault> All { get; } =
    [
        Broken(0, AccountStatus.Credentials),
        Later(1),
        Later(2),
        Broken(3, AccountStatus.Error),
        Later(4, TimeSpan.FromMinutes(5)),
        Broken(10, AccountStatus.Credentials),
        Later(17, TimeSpan.FromMinutes(5)),
        Broken(33, AccountStatus.Error),
        Never(100),
        Broken(190, AccountStatus.Credentials),
        Broken(200, AccountStatus.Credentials) with { To = 299 },
        Broken(368, AccountStatus.Error),
        Later(80007, TimeSpan.FromMinutes(5)),
        Later(130429, TimeSpan.FromSeconds(10)),
        Later(131000),
        Never(131008),
        Never(131026, MessageFault.NotOnWhatsApp),
        Broken(131031, AccountStatus.Error),
        Never(131047, JobFault.OutsideMessagingWindow),
        Broken(131048, AccountStatus.Error),
        Later(131049, CloudKind.Withheld),
        Never(131050, JobFault.RecipientSuppressed) with { OptsOut = true },
        Never(131051),
        Later(131056, TimeSpan.FromSeconds(6)),
        Never(132000, MessageFault.TemplateNotUsable),
        Never(132015, MessageFault.TemplateNotUsable),
        Later(133016, TimeSpan.FromHours(1)),
    ];

    public static CloudFault? Find(int code) => All.FirstOrDefault(fault => code >= fault.From && code <= fault.To);

    private static CloudFault Never(int code, string refusal = JobFault.ActionFailed) => new(code, code) { Refusal = refusal };

    private static CloudFault Later(int code, TimeSpan? wait = null) => new(code, code) { Wait = wait };

    private static CloudFault Broken(int code, AccountStatus status) => new(code, code) { Account = status };
}

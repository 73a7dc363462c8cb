using Postrider.Accounts;
using Postrider.Jobs;
using static Postrider.Channels.WhatsApp.FarFault;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>Twilio's error codes about messages, each once. A code that is not here is a no for good.</summary>
internal static class TwilioMessageFault
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<FarFault> All { get; } =
    [
        Broken(20003, AccountStatus.Credentials),
        Broken(20404, AccountStatus.Error),
        Later(20429),
        Never(21211),
        Broken(21212, AccountStatus.Error),
        Never(21408),
        Broken(21606, AccountStatus.Error),
        Never(21610, JobFault.RecipientSuppressed) with { OptsOut = true },
        Later(21611, _minute),
        Never(21617, MessageFault.MessageTooLong),
        Broken(63001, AccountStatus.Error),
        Never(63003, MessageFault.NotOnWhatsApp),
        Never(63005),
        Broken(63007, AccountStatus.Error),
        Later(63012),
        Never(63013),
        Never(63016, JobFault.OutsideMessagingWindow),
        Later(63018, _minute),
        Never(63024, MessageFault.NotOnWhatsApp),
        Never(63027, MessageFault.TemplateNotUsable) with { To = 63030 },
        Never(63032),
    ];

    public static FarFault? Find(long code) => code is > 0 and <= int.MaxValue ? FarFault.Find(All, (int)code) : null;
}

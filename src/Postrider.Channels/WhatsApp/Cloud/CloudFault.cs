using Postrider.Accounts;
using Postrider.Jobs;
using static Postrider.Channels.WhatsApp.FarFault;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>The Cloud API's error codes, each once.</summary>
internal static class CloudFault
{
    public static IReadOnlyList<FarFault> All { get; } =
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

    public static FarFault? Find(int code) => FarFault.Find(All, code);
}

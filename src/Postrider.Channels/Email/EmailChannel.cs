using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Storage;

namespace Postrider.Channels.Email;

/// <summary>Mail in the host: its drivers, and the one listener of all mailboxes.</summary>
public static class EmailChannel
{
    public static IServiceCollection AddEmail(this IServiceCollection services) => services
        .AddSingleton<GuardedHttp>()
        .AddSingleton<OAuthExchange>()
        .AddSingleton<OAuthBearers>()
        .AddSingleton<IMailboxes, Mailboxes>()
        .AddSingleton<SmtpPool>()
        .AddSingleton<SentSearch>()
        .AddSingleton<SentFolder>()
        .AddSingleton<MailWriter>()
        .AddSingleton<MailIntake>()
        .AddSingleton<MailboxReader>()
        .AddSingleton<IDriver>(provider => ActivatorUtilities.CreateInstance<MailDriver>(provider, MailKinds.Smtp))
        .AddSingleton<IDriver>(provider => ActivatorUtilities.CreateInstance<OAuthMailDriver>(provider, MailKinds.Gmail))
        .AddSingleton<IDriver>(provider => ActivatorUtilities.CreateInstance<OAuthMailDriver>(provider, MailKinds.Microsoft365))
        .AddSingleton<IListener>(provider => new MailboxListener(
            MailKinds.Names,
            provider.GetRequiredService<IAccountStore>(),
            provider.GetRequiredService<AccountDirectory>(),
            provider.GetRequiredService<IMailboxStore>(),
            provider.GetRequiredService<MailboxReader>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MailboxListener>>()));
}

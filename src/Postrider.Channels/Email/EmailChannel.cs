using Microsoft.Extensions.DependencyInjection;

namespace Postrider.Channels.Email;

/// <summary>Mail in the host: its drivers, and who reads mailboxes.</summary>
public static class EmailChannel
{
    public static IServiceCollection AddEmail(this IServiceCollection services) => services
        .AddAttending()
        .AddSingleton<GuardedHttp>()
        .AddSingleton<OAuthExchange>()
        .AddSingleton<OAuthBearers>()
        .AddSingleton<IMailboxes, Mailboxes>()
        .AddSingleton<SmtpPool>()
        .AddSingleton<SentSearch>()
        .AddSingleton<SentFolder>()
        .AddSingleton<MailWriter>()
        .AddSingleton<MailIntake>()
        .AddSingleton<IAccountAttendant, MailboxReader>()
        .AddSingleton<IDriver>(provider => ActivatorUtilities.CreateInstance<MailDriver>(provider, MailKinds.Smtp))
        .AddSingleton<IDriver>(provider => ActivatorUtilities.CreateInstance<OAuthMailDriver>(provider, MailKinds.Gmail))
        .AddSingleton<IDriver>(provider => ActivatorUtilities.CreateInstance<OAuthMailDriver>(provider, MailKinds.Microsoft365));
}

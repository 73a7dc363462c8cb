using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Channels.Audio;
using Postrider.Channels.Email;
using Postrider.Channels.Sandbox;
using Postrider.Channels.Unipile;
using Postrider.Channels.Voice;
using Postrider.Channels.Webhook;
using Postrider.Channels.WhatsApp;
using Postrider.Dispatching;
using Postrider.Inbox;
using Postrider.Postgres.Schema;
using Postrider.Postgres.Storage;
using Postrider.Storage;
using Postrider.Suppression;
using Postrider.Webhooks;

namespace Postrider.Server.Hosting;

/// <summary>The store and the engine in the host.</summary>
internal static class EngineExtensions
{
    public static IServiceCollection AddStore(this IServiceCollection services, string address) => services
        .AddSingleton(_ => new Database(address))
        .AddSingleton<Migrator>()
        .AddSingleton<IAcceptanceStore, AcceptanceStore>()
        .AddSingleton<IDispatchStore, DispatchStore>()
        .AddSingleton<INodeStore, NodeStore>()
        .AddSingleton<IJobStore, JobStore>()
        .AddSingleton<IAccountStore, AccountStore>()
        .AddSingleton<IAccountTagStore, AccountTagStore>()
        .AddSingleton<IEventStore, EventStore>()
        .AddSingleton<ISuppressionStore, SuppressionStore>()
        .AddSingleton<ISuppressionRuleStore, SuppressionRuleStore>()
        .AddSingleton<IContactStore, ContactStore>()
        .AddSingleton<IContactListStore, ContactListStore>()
        .AddSingleton<ICustomFieldStore, CustomFieldStore>()
        .AddSingleton<IContentStore, ContentStore>()
        .AddSingleton<ISpeechStore, SpeechStore>()
        .AddSingleton<IInboxStore, InboxStore>()
        .AddSingleton<IThreadStore, ThreadStore>()
        .AddSingleton<IProfileStore, ProfileStore>()
        .AddSingleton<IActionBudget, ActionBudget>()
        .AddSingleton<IActivityStore, ActivityStore>()
        .AddSingleton<IAttachmentStore, AttachmentStore>()
        .AddSingleton<IAgentStore, AgentStore>()
        .AddSingleton<IMailboxStore, MailboxStore>()
        .AddSingleton<ICatchUpStore, CatchUpStore>()
        .AddSingleton<IWebhookStore, WebhookStore>()
        .AddSingleton<IAccountHoldings, AccountHoldings>()
        .AddSingleton<ISandboxFarSide, SandboxFarSide>()
        .AddSingleton<ICallStore, CallStore>()
        .AddSingleton<ICallAllowanceStore, CallAllowanceStore>()
        .AddSingleton<ICampaignStore, CampaignStore>()
        .AddSingleton<IWakeListener, WakeListener>();

    public static IServiceCollection AddEngine(this IServiceCollection services, EngineOptions options) => services
        .AddSingleton(options)
        .AddSingleton<AccountSecrets>()
        .AddSingleton<AccountDirectory>()
        .AddSingleton<AccountHealth>()
        .AddSingleton<Drivers>()
        .AddSingleton<UnsubscribeLinks>()
        .AddSingleton<PublicAddress>()
        .AddSingleton<CallbackAddresses>()
        .AddSingleton<SignInLinks>()
        .AddSingleton<AccountCallbacks>()
        .AddSingleton<ReplyWindows>()
        .AddSingleton<Acceptor>()
        .AddSingleton<Ledger>()
        .AddSingleton<NodeLease>()
        .AddSingleton<WakeSignal>()
        .AddSingleton(provider => new ClockGuard(provider.GetRequiredService<TimeProvider>(), options.ClockJump))
        .AddSingleton<HangUpWatch>()
        .AddSingleton<ICallLog, CallLog>()
        .AddSingleton<CallSettlement>()
        .AddSingleton<EngineInstruments>()
        .AddSingleton<AttemptRunner>()
        .AddSingleton<Dispatcher>()
        .AddSingleton<Settler>()
        .AddSingleton<Heir>()
        .AddSingleton<Sweeper>()
        .AddSingleton<FanOut>()
        .AddSingleton<DutyHolder>()
        .AddSingleton<Engine>();

    public static IServiceCollection AddChannels(this IServiceCollection services, double sandboxTimeScale, AudioOptions audio, VoiceOptions voice) => services
        .AddSingleton(provider => new SandboxCarrier(
            provider.GetRequiredService<ISandboxFarSide>(), provider.GetRequiredService<ICallLog>(), provider.GetRequiredService<CallSettlement>(), provider.GetRequiredService<TimeProvider>(), sandboxTimeScale))
        .AddSingleton<IDriver>(provider => new SandboxDriver(provider.GetRequiredService<ISandboxFarSide>(), provider.GetRequiredService<SandboxCarrier>(), provider.GetRequiredService<TimeProvider>(), sandboxTimeScale))
        .AddSingleton<IListener, SandboxListener>()
        .AddEmail()
        .AddWebhooks()
        .AddAudio(audio)
        .AddVoice(voice)
        .AddUnipile()
        .AddWhatsApp();
}

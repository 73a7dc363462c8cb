using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls;

/// <summary>A call that may be handed in, or why not.</summary>
internal readonly record struct CallDraft(NewJob? Job, Account? Account, ApiError? Fault)
{
    public static implicit operator CallDraft(ApiError fault) => new(null, null, fault);
}

/// <summary>From a request to a job of the direct lane: the permission, the agent, its account. What would hold the account is refused here, for nobody wants to be called at some other hour.</summary>
internal sealed class CallIntake(IAccessStore access, IAgentStore agents, AccountDirectory accounts, IAccountStore accountStore, TimeProvider time)
{
    private static readonly AccountLoad _unused = new(0, null, 0);

    /// <summary>Why the workspace may place no calls at all; null: it may.</summary>
    public async Task<ApiError?> ForbiddenAsync(WorkspaceId workspace, CancellationToken cancellationToken) =>
        (await access.FindWorkspaceAsync(workspace, cancellationToken))?.OutboundCalling == true ? null : CallsErrors.CallingNotEnabled;

    public async Task<CallDraft> ToJobAsync(WorkspaceId workspace, CallRequest request, CancellationToken cancellationToken)
    {
        if (await agents.FindAsync(workspace, request.AgentId, cancellationToken) is not { } agent)
        {
            return CallsErrors.AgentNotFound;
        }

        if (agent.Plan(request.Trigger, request.InitialSilence) is not { } plan)
        {
            return CallsErrors.UnknownTrigger;
        }

        if ((await accounts.FindAsync(workspace, agent.Settings.AccountId, cancellationToken))?.Account is not { } account)
        {
            return CallsErrors.AccountNotReady.With("The agent's voice account was deleted. PUT the agent with another account_id.");
        }

        return await HoldAsync(account, cancellationToken) is { } hold ? new CallDraft(null, account, Held(hold, account)) : new CallDraft(ToJob(account, plan, request), account, null);
    }

    private static NewJob ToJob(Account account, CallPlan plan, CallRequest request) => new()
    {
        Workspace = account.Workspace,
        Lane = LaneName.Direct,
        AccountId = account.AccountId,
        Channel = Channel.Voice,
        Action = JobAction.Call,
        Address = RecipientAddress.Phone(request.To)!,
        Gap = TimeSpan.Zero,
        Body = new JobBody { Recipient = new JobRecipient { Phone = request.To }, Content = new JobContent { Call = plan }, Metadata = request.Metadata }.ToBytes(),
        Contents = [.. CallStep.Recordings(plan.Steps).Select(recording => recording.Sha256).Distinct().Select(Convert.FromHexString)],
        Call = new NewCall(plan.AgentId),
    };

    /// <summary>What would keep the call waiting; that others are in flight does not count.</summary>
    private async Task<Hold?> HoldAsync(Account account, CancellationToken cancellationToken)
    {
        var load = account.DailyLimit is null && account.RampUp is null ? _unused : await accountStore.ReadLoadAsync(account.Workspace, account.AccountId, cancellationToken);
        return (load with { InFlight = 0 }).Room(account, time.GetUtcNow()).Hold;
    }

    private static ApiError Held(Hold hold, Account account) => hold.Reason switch
    {
        Hold.DailyLimit => CallsErrors.DailyLimitReached,
        Hold.WindowClosed when hold.Until == DateTimeOffset.MaxValue => CallsErrors.OutsideWindow.With("The agent's voice account calls only within its hours, and they never begin. Change the account's window."),
        Hold.WindowClosed => CallsErrors.OutsideWindow.With($"The agent's voice account calls only within its hours; they begin again at {WireTime.Text(hold.Until)}."),
        _ => CallsErrors.AccountNotReady.With($"The agent's voice account cannot place calls now ({hold.Reason}{(account.StatusReason is { } why ? $": {why}" : "")}). {Hold.Cure(hold.Reason)}"),
    };
}

using Postrider.Acceptance;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Server.Api.Dispatch;
using Postrider.Server.Security;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Server.Api.Actions.Sends;

/// <summary>Hands a direct send in and waits for what becomes of it. What is kept for a key is the job, so that a repeat tells the job's outcome as it is then.</summary>
internal sealed class DirectRun(Acceptor acceptor, IAcceptanceStore answers, IJobStore jobs, IAccountStore accounts, JobWatch watch, DirectIntake intake, DirectSettings settings)
{
    /// <summary>The job, ended or not, or why there is none.</summary>
    public async Task<(JobView? Job, Problem? Problem)> RunAsync(NewJob job, RequestKey? key, CancellationToken cancellationToken)
    {
        Reception? reception = null;
        var result = await acceptor.AcceptAsync(
            new Request { Workspace = job.Workspace, Jobs = [job], Key = key, Answer = receptions => Keep(reception = receptions[0]) },
            cancellationToken);
        return result switch
        {
            RequestResult.Done when reception is Reception.Accepted accepted => await AwaitAsync(job.Workspace, accepted.JobId, cancellationToken),
            RequestResult.Done => (null, Refused(reception)),
            RequestResult.Repeated repeated => await RepeatAsync(job.Workspace, repeated, cancellationToken),
            RequestResult.Conflict => (null, SendProblems.KeyReused),
            RequestResult.StoreDown => (null, Problem.Of(ApiErrors.Unavailable)),
            _ => (null, Problem.Of(ApiErrors.ActionFailed)),
        };
    }

    /// <summary>What an earlier request with this key came to; null for both: there was none.</summary>
    public async Task<(JobView? Job, Problem? Problem)> FindEarlierAsync(Caller caller, RequestKey? key, CancellationToken cancellationToken) =>
        key is not { } known ? (null, null)
        : await answers.FindAnswerAsync(caller.WorkspaceId, known, cancellationToken) switch
        {
            RequestResult.Repeated repeated => await RepeatAsync(caller.WorkspaceId, repeated, cancellationToken),
            RequestResult.Conflict => (null, SendProblems.KeyReused),
            _ => (null, null),
        };

    /// <summary>Why an ended job did not succeed; null: it succeeded, or has not ended.</summary>
    public static Problem? Failure(JobView job) => Failure(job.State, job.Fault);

    public static Problem? Failure(JobState state, JobFault? fault) => state switch
    {
        JobState.Cancelled => SendProblems.SendFailed.With("It was cancelled before it could start."),
        JobState.Failed => fault!.Code switch
        {
            JobFault.RecipientSuppressed => SendProblems.OptedOut.With(fault.Message),
            JobFault.NotConnected => SendProblems.NotConnected,
            JobFault.InMailNotAvailable => SendProblems.InMailNotAvailable.With(fault.Message),
            JobFault.NoInMailCredits => SendProblems.NoInMailCredits.With(fault.Message),
            JobFault.OutcomeUnknown => SendProblems.OutcomeUnknown,
            _ => SendProblems.SendFailed.With(fault.Message),
        },
        _ => null,
    };

    private static KeptAnswer Keep(Reception reception) => reception is Reception.Accepted accepted
        ? new KeptAnswer(StatusCodes.Status202Accepted, accepted.JobId.ToByteArray())
        : new KeptAnswer(StatusCodes.Status409Conflict, []);

    private static Problem Refused(Reception? reception) => reception switch
    {
        Reception.Duplicate => SendProblems.DuplicateSend,
        Reception.Suppressed { Reason: "unsubscribe" or "do_not_call" or "complaint" } => SendProblems.OptedOut,
        Reception.Suppressed { Reason: SuppressionRule.Reason } => SendProblems.InBlackList.With("A blacklist rule forbids to reach this address."),
        Reception.Suppressed suppressed => SendProblems.InBlackList.With($"This address is suppressed: {suppressed.Reason}."),
        _ => Problem.Of(ApiErrors.ActionFailed),
    };

    private Task<(JobView? Job, Problem? Problem)> RepeatAsync(WorkspaceId workspace, RequestResult.Repeated repeated, CancellationToken cancellationToken) =>
        AwaitAsync(workspace, new Guid(repeated.Answer.Body), cancellationToken);

    private async Task<(JobView? Job, Problem? Problem)> AwaitAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken)
    {
        await watch.WaitAsync(new JobRef(workspace, jobId), settings.Wait, cancellationToken);
        var view = await jobs.FindAsync(workspace, jobId, cancellationToken);
        return view is { State: JobState.Waiting, Attempt: 0 } && await WithdrawAsync(workspace, view, cancellationToken) is { } problem ? (null, problem) : (view, null);
    }

    /// <summary>The account was used up or broken between the look and the claim: what would wait for it is taken back.</summary>
    private async Task<Problem?> WithdrawAsync(WorkspaceId workspace, JobView view, CancellationToken cancellationToken) =>
        await accounts.FindAsync(workspace, view.AccountId, cancellationToken) is { } account
        && await intake.HoldAsync(account, cancellationToken) is { } hold
        && await jobs.CancelAsync(workspace, view.JobId, cancellationToken) == true
            ? DirectIntake.Held(hold, view.Channel == Channel.Email, account)
            : null;
}

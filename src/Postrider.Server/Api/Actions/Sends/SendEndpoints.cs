using System.Text.Json;
using Postrider.Access;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Server.Api.Dispatch;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Sends;

/// <summary>The six sends: one contact, one message, now.</summary>
internal sealed class SendEndpoints(IContactStore contacts, IActivityStore activities, DirectIntake intake, DirectRun run, VoiceContent voices)
{
    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<SendEndpoints>(group.ServiceProvider);
        Send("email", DirectSend.Email);
        Send("linkedin-connect", DirectSend.Connect);
        Send("linkedin-inmail", DirectSend.InMail);
        Send("linkedin-message", DirectSend.Message);
        Send("linkedin-voice", DirectSend.Voice);
        Send("linkedin-ai-voice", DirectSend.AiVoice);

        void Send(string name, Func<Fields, DirectSend> read) =>
            group.MapPost($"/contacts/{{id}}/send-direct-{name}", gate.Require(Scopes.ContactsOperate, (context, caller) => endpoints.SendAsync(context, caller, read)));
    }

    private async Task SendAsync(HttpContext context, Caller caller, Func<Fields, DirectSend> read)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        ApiError? badKey = null;
        var key = DispatchIntake.Key(context, caller, DispatchIntake.HeaderKey(context), body.Root, ref badKey);
        var fields = new Fields(body.Root);
        var send = read(fields);
        var draft = badKey is not null ? SendProblems.InvalidKey
            : fields.IsFaulty ? fields.ToProblem(SendProblems.InvalidInput.Code)
            : await DraftAsync(caller.WorkspaceId, Call.Id(context), send, key is not null, context.RequestAborted);

        // What cannot be sent now may be the repeat of what could: the earlier answer goes before the fault.
        var (job, problem) = draft.Problem is { } fault
            ? await run.FindEarlierAsync(caller, key, context.RequestAborted) is var earlier && earlier != (null, null) ? earlier : (null, fault)
            : await run.RunAsync(draft.Job!, key, context.RequestAborted);
        if (draft.Account?.Kind == "sandbox")
        {
            context.Response.Headers["Postrider-Sandbox"] = "true";
        }

        problem ??= DirectRun.Failure(job!);
        await (problem is not null ? ActionsAnswer.ProblemAsync(context, problem)
            : send.Kind == ActivityKind.Email ? ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, job!, WriteMail)
            : AnswerLinkedInAsync(context, caller, job!));
    }

    private async Task<DirectDraft> DraftAsync(WorkspaceId workspace, long contactId, DirectSend send, bool isKeyed, CancellationToken cancellationToken)
    {
        if (await contacts.FindAsync(workspace, contactId, cancellationToken) is not { } contact)
        {
            return SendProblems.ContactNotFound;
        }

        var (account, held) = await intake.AccountAsync(workspace, send.Channel, send.AccountNumber, cancellationToken);
        if (account is null)
        {
            return held!;
        }

        var (address, lacking) = DirectIntake.AddressOf(contact, send.Channel);
        if ((lacking ?? held) is { } problem)
        {
            return problem;
        }

        if (await intake.SpentAsync(account, send.Action, cancellationToken) is { } spent)
        {
            return spent;
        }

        var (content, hashes, silent) = await voices.AddAsync(account, send, cancellationToken);
        if (send.Kind == ActivityKind.Email && account.OptOutLink)
        {
            content = content with { Unsubscribe = true, UnsubscribeText = account.OptOutText };
        }

        return silent is not null
            ? silent
            : new DirectDraft(intake.ToJob(account, address!, DirectIntake.Recipient(contact, send.Channel), send with { Content = content }, hashes, contactId, isKeyed), account, null);
    }

    private static void WriteMail(Utf8JsonWriter writer, JobView job)
    {
        writer.WriteString("status"u8, job.State == JobState.Succeeded ? "sent"u8 : "new"u8);
        writer.WriteString("messageId"u8, job.JobId);
    }

    private async Task AnswerLinkedInAsync(HttpContext context, Caller caller, JobView job)
    {
        var activity = (await activities.FindByJobAsync(caller.WorkspaceId, job.JobId, context.RequestAborted))!;
        if (job.State != JobState.Succeeded)
        {
            context.Response.Headers.Location = $"/v3/background-jobs/{job.JobId}";
        }

        await ActionsAnswer.ObjectAsync(context, job.State == JobState.Succeeded ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, activity, static (writer, activity) =>
        {
            writer.WriteString("actionType"u8, activity.Kind);
            writer.WriteNumber("linkedInActivityId"u8, activity.ActivityId);
            writer.WriteTime("sentAtUtc", activity.State == JobState.Succeeded ? activity.FinishedAt : null);
        });
    }
}

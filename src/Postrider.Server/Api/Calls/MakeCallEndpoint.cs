using System.Buffers;
using System.Globalization;
using Postrider.Acceptance;
using Postrider.Access;
using Postrider.Calls;
using Postrider.Server.Api.Dispatch;
using Postrider.Server.Security;

namespace Postrider.Server.Api.Calls;

/// <summary>Places one call. The answer comes when the call is stored, before it is dialed.</summary>
internal sealed class MakeCallEndpoint(CallIntake intake, DispatchIntake answers, Acceptor acceptor, CallsSettings settings)
{
    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        // With and without a slash at its end; neither redirects.
        var endpoint = ActivatorUtilities.CreateInstance<MakeCallEndpoint>(group.ServiceProvider);
        group.MapPost("/makecall", gate.Require(Scopes.CallsWrite, endpoint.Call));
    }

    private async Task Call(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await CallsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        ApiError? badKey = null;
        var key = DispatchIntake.Key(context, caller, DispatchIntake.HeaderKey(context), body.Root, ref badKey);
        var fault = badKey is null ? await intake.ForbiddenAsync(caller.WorkspaceId, context.RequestAborted) : CallsErrors.InvalidKey;
        var request = CallRequest.Read(body.Root, ref fault);
        var draft = fault is null ? await intake.ToJobAsync(caller.WorkspaceId, request, context.RequestAborted) : fault;
        if (draft.Account?.Kind == "sandbox")
        {
            context.Response.Headers["Postrider-Sandbox"] = "true";
        }

        // What cannot be accepted now may be the repeat of what could: the kept answer goes before the fault.
        var result = draft.Job is { } job
            ? await acceptor.AcceptAsync(new Request { Workspace = caller.WorkspaceId, Jobs = [job], Key = key, Answer = receptions => Answer(receptions[0]) }, context.RequestAborted)
            : await answers.FindAnswerAsync(caller, key, context.RequestAborted);
        await (result switch
        {
            RequestResult.Done done => AnswerWriter.BytesAsync(context, done.Answer.Status, done.Answer.Body),
            RequestResult.Repeated repeated => AnswerWriter.BytesAsync(context, repeated.Answer.Status, repeated.Answer.Body),
            RequestResult.Conflict => CallsAnswer.ErrorAsync(context, CallsErrors.KeyConflict),
            RequestResult.StoreDown => CallsAnswer.ErrorAsync(context, ApiErrors.Unavailable),
            _ => CallsAnswer.ErrorAsync(context, draft.Fault ?? ApiErrors.ActionFailed),
        });
    }

    private KeptAnswer Answer(Reception reception)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        var refusal = reception switch
        {
            Reception.Suppressed suppressed => CallsErrors.NumberSuppressed.With($"This number must not be called: it is on the suppression list ({suppressed.Reason}). GET /api/v1/suppressions shows it."),
            Reception.NoAllowance => CallsErrors.NoCallsRemaining,
            _ => null,
        };
        if (refusal is not null)
        {
            CallsAnswer.WriteError(buffer, refusal);
            return new KeptAnswer(refusal.Status, buffer.WrittenSpan.ToArray());
        }

        var accepted = (Reception.Accepted)reception;
        CallsAnswer.WriteOk(buffer, (Id: CallId.Of(accepted.JobId), Remaining: accepted.CallsRemaining ?? 0, settings.RemainingAsText), static (writer, call) =>
        {
            writer.WriteString("external_id"u8, call.Id);
            if (call.RemainingAsText)
            {
                writer.WriteString("calls_remaining"u8, call.Remaining.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                writer.WriteNumber("calls_remaining"u8, call.Remaining);
            }
        });
        return new KeptAnswer(StatusCodes.Status200OK, buffer.WrittenSpan.ToArray());
    }
}

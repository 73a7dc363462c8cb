using System.Buffers;
using System.Text.Json;
using Postrider.Acceptance;
using Postrider.Access;
using Postrider.Jobs;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Creating jobs: one dispatch, one post-like.</summary>
internal sealed class DispatchEndpoints(DispatchIntake intake, Acceptor acceptor, IJobStore jobs, JobWatch watch, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<DispatchEndpoints>(group.ServiceProvider);
        group.MapPost("/outreach/dispatches", gate.Require(Scopes.DispatchesWrite, (context, caller) => endpoints.Create(context, caller, endpoints.Intake.Read)));
        group.MapPost("/outreach/linkedin/post-likes", gate.Require(Scopes.PostLikesWrite, (context, caller) => endpoints.Create(context, caller, endpoints.Intake.ReadLike)));
    }

    private DispatchIntake Intake => intake;

    private async Task Create(HttpContext context, Caller caller, Func<JsonElement, DispatchRequest> read)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await Envelope.ErrorAsync(context, body.Error);
            return;
        }

        ApiError? fault = null;
        var key = DispatchIntake.Key(context, caller, DispatchIntake.HeaderKey(context), body.Root, ref fault);
        NewJob? job = null;
        if (fault is null)
        {
            (job, fault) = await intake.ToJobAsync(caller, read(body.Root), context.RequestAborted);
        }

        if (job is null)
        {
            await AnswerAsync(context, await intake.FindAnswerAsync(caller, key, context.RequestAborted), fault!);
            return;
        }

        Reception? reception = null;
        var request = new Request
        {
            Workspace = caller.WorkspaceId,
            Jobs = [job],
            Key = job.DryRun ? null : key,
            Answer = receptions => Answer(caller.RequestId, job, reception = receptions[0]),
        };
        var result = await acceptor.AcceptAsync(request, context.RequestAborted);
        if (key is null && result is RequestResult.Done && reception is Reception.Accepted accepted && Preference.Wait(context) is { } wait)
        {
            await AnswerWhenEndedAsync(context, new JobRef(caller.WorkspaceId, accepted.JobId), wait);
            return;
        }

        await AnswerAsync(context, result, ApiErrors.ActionFailed);
    }

    internal static KeptAnswer Answer(string requestId, NewJob job, Reception reception)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        if (reception is Reception.Suppressed)
        {
            Envelope.WriteError(buffer, requestId, DispatchErrors.Suppressed);
            return new KeptAnswer(DispatchErrors.Suppressed.Status, buffer.WrittenSpan.ToArray());
        }

        Envelope.WriteItem(buffer, requestId, (job, reception), static (writer, item) => JobWire.WriteReception(writer, item.job, item.reception));
        return new KeptAnswer(reception is Reception.Checked ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, buffer.WrittenSpan.ToArray());
    }

    internal static Task AnswerAsync(HttpContext context, RequestResult? result, ApiError otherwise) => result switch
    {
        RequestResult.Done done => AnswerWriter.BytesAsync(context, done.Answer.Status, done.Answer.Body),
        RequestResult.Repeated repeated => AnswerWriter.BytesAsync(context, repeated.Answer.Status, repeated.Answer.Body),
        RequestResult.Conflict => Envelope.ErrorAsync(context, DispatchErrors.KeyConflict),
        RequestResult.StoreDown => Envelope.ErrorAsync(context, ApiErrors.Unavailable),
        _ => Envelope.ErrorAsync(context, otherwise),
    };

    private async Task AnswerWhenEndedAsync(HttpContext context, JobRef job, TimeSpan wait)
    {
        await watch.WaitAsync(job, wait, context.RequestAborted);
        var view = await jobs.FindAsync(job.Workspace, job.JobId, context.RequestAborted);
        await Envelope.ItemAsync(context, StatusCodes.Status202Accepted, (view!, time.GetUtcNow(), true), JobWire.Write);
    }
}

using System.Buffers;
using System.Text.Json;
using Postrider.Acceptance;
using Postrider.Access;
using Postrider.Server.Security;

namespace Postrider.Server.Api.Dispatch;

/// <summary>
/// Up to a thousand dispatches in one request, each with its own result. With an <c>Idempotency-Key</c> header the batch is one
/// request, accepted and answered as a whole; without it every item stands for itself, with its own <c>idempotency_key</c> if it has one.
/// </summary>
internal sealed class BatchEndpoints(DispatchIntake intake, Acceptor acceptor)
{
    private const int Most = 1000;

    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<BatchEndpoints>(group.ServiceProvider);
        group.MapPost("/outreach/dispatches/batch", gate.Require(Scopes.DispatchesWrite, endpoints.Create));
    }

    private async Task Create(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await Envelope.ErrorAsync(context, body.Error);
            return;
        }

        ApiError? fault = null;
        var key = DispatchIntake.Key(context, caller, DispatchIntake.HeaderKey(context), body.Root, ref fault);
        if (!body.Root.TryGetProperty("dispatches", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 1 or > Most)
        {
            fault ??= DispatchErrors.InvalidBatch;
        }

        if (fault is not null)
        {
            await DispatchEndpoints.AnswerAsync(context, await intake.FindAnswerAsync(caller, key, context.RequestAborted), fault);
            return;
        }

        JsonElement[] items = [.. list.EnumerateArray()];
        if (key is not null)
        {
            await AcceptWholeAsync(context, caller, key, items);
        }
        else
        {
            await AcceptEachAsync(context, caller, items);
        }
    }

    private async Task AcceptWholeAsync(HttpContext context, Caller caller, RequestKey? key, JsonElement[] items)
    {
        var read = new (NewJob? Job, ApiError? Fault)[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            read[i] = await ToJobAsync(caller, items[i], context.RequestAborted);
        }

        var request = new Request
        {
            Workspace = caller.WorkspaceId,
            Jobs = [.. read.Where(item => item.Job is not null).Select(item => item.Job!)],
            Key = key,
            Answer = receptions =>
            {
                var next = 0;
                return Answer(caller.RequestId, [.. read.Select(item => item.Job is { } job
                    ? DispatchEndpoints.Answer(caller.RequestId, job, receptions[next++]).Body
                    : Error(caller.RequestId, item.Fault!))]);
            },
        };
        await DispatchEndpoints.AnswerAsync(context, await acceptor.AcceptAsync(request, context.RequestAborted), ApiErrors.ActionFailed);
    }

    private async Task AcceptEachAsync(HttpContext context, Caller caller, JsonElement[] items)
    {
        var results = await Task.WhenAll(items.Select(item => AcceptOneAsync(context, caller, item)));
        var answer = Answer(caller.RequestId, results);
        await AnswerWriter.BytesAsync(context, answer.Status, answer.Body);
    }

    private async Task<byte[]> AcceptOneAsync(HttpContext context, Caller caller, JsonElement item)
    {
        ApiError? fault = null;
        var members = new Members(item);
        var text = members.Text(DispatchErrors.InvalidKey, ref fault, "idempotency_key");
        var key = fault is null ? DispatchIntake.Key(context, caller, text, item, ref fault) : null;
        NewJob? job = null;
        if (fault is null)
        {
            (job, fault) = await ToJobAsync(caller, item, context.RequestAborted);
        }

        var result = job is null
            ? await intake.FindAnswerAsync(caller, key, context.RequestAborted)
            : await acceptor.AcceptAsync(new Request
            {
                Workspace = caller.WorkspaceId,
                Jobs = [job],
                Key = job.DryRun ? null : key,
                Answer = receptions => DispatchEndpoints.Answer(caller.RequestId, job, receptions[0]),
            }, context.RequestAborted);
        return result switch
        {
            RequestResult.Done done => done.Answer.Body,
            RequestResult.Repeated repeated => repeated.Answer.Body,
            RequestResult.Conflict => Error(caller.RequestId, DispatchErrors.KeyConflict),
            RequestResult.StoreDown => Error(caller.RequestId, ApiErrors.Unavailable),
            _ => Error(caller.RequestId, fault ?? ApiErrors.ActionFailed),
        };
    }

    private async Task<(NewJob? Job, ApiError? Fault)> ToJobAsync(Caller caller, JsonElement item, CancellationToken cancellationToken) =>
        item.ValueKind == JsonValueKind.Object ? await intake.ToJobAsync(caller, intake.Read(item), cancellationToken) : (null, DispatchErrors.InvalidBatch);

    private static byte[] Error(string requestId, ApiError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Envelope.WriteError(buffer, requestId, error);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The items' own answers, whole, in the order of the request.</summary>
    private static KeptAnswer Answer(string requestId, byte[][] results)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * results.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("ok"u8, true);
            writer.WriteString("request_id"u8, requestId);
            writer.WriteStartArray("items"u8);
            foreach (var result in results)
            {
                writer.WriteRawValue(result, skipInputValidation: true);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return new KeptAnswer(StatusCodes.Status202Accepted, buffer.WrittenSpan.ToArray());
    }
}

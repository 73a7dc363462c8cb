using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Postrider.Access;
using Postrider.Channels;
using Postrider.Server.Api.Connecting;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Tells an account's far side its callback address, so that nobody has to carry it there.</summary>
internal sealed class CallbackSetUpEndpoints(IAccountStore store, AccountCallbacks callbacks, CallbackSetUps setUps, PublicAddress address)
{
    private const int LongestWords = 1000;

    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<CallbackSetUpEndpoints>(group.ServiceProvider);
        group.MapPost("/connect/accounts/{id}/callback", gate.Require(Scopes.AccountsWrite, endpoints.SetUp));
    }

    private async Task SetUp(HttpContext context, Caller caller)
    {
        using var body = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? null : await JsonBody.ReadAsync(context);
        if (body is { IsFaulty: true })
        {
            await Envelope.ErrorAsync(context, body.Error);
            return;
        }

        var wish = body is null ? null : new Members(body.Root).Find("replace");
        if (wish is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            await Envelope.ErrorAsync(context, DispatchErrors.InvalidReplace);
            return;
        }

        if (await store.FindAsync(caller.WorkspaceId, (string?)context.Request.RouteValues["id"] ?? "", context.RequestAborted) is not { } account || !Channel.IsKnown(account.Channel))
        {
            await Envelope.ErrorAsync(context, DispatchErrors.AccountNotFound);
            return;
        }

        if (callbacks.AddressOf(account) is not { } callbackUrl)
        {
            await Envelope.ErrorAsync(context, DispatchErrors.NoCallback);
            return;
        }

        if (!address.IsGiven)
        {
            await Envelope.ErrorAsync(context, DispatchErrors.PublicUrlMissing);
            return;
        }

        var result = await setUps.RunAsync(account, new CallbackPlan(callbackUrl, wish is { ValueKind: JsonValueKind.True }), context.RequestAborted);
        await (result is CallbackSetUp.Done done
            ? Envelope.ItemAsync(context, StatusCodes.Status200OK, (account.AccountId, callbackUrl, done), static (writer, item) => Write(writer, item.AccountId, item.callbackUrl, item.done))
            : Envelope.ErrorAsync(context, Error(result, setUps.ByHand(account.Kind) ?? "Enter callback_url at the far side.")));
    }

    /// <summary>A far side may say as much as it likes.</summary>
    private static string Cut(string words) => words.Length > LongestWords ? $"{words[..LongestWords]}…" : words;

    private static ApiError Error(CallbackSetUp? result, string byHand) => result switch
    {
        CallbackSetUp.Occupied occupied => DispatchErrors.CallbackOccupied.With(
            $"There is room for one address, and {Cut(occupied.Place)} has it. Send {{\"replace\": true}} to put callback_url in its place: then nothing is told there any more. Or let whoever is told there pass it on."),
        CallbackSetUp.Impossible impossible => DispatchErrors.CallbackByHand.With($"{Cut(impossible.Words)} By hand: {byHand}"),
        CallbackSetUp.Refused refused => DispatchErrors.CallbackRefused.With($"{Cut(refused.Words)} Try again, which makes nothing twice. Or by hand: {byHand}"),
        _ => DispatchErrors.CallbackByHand.With($"{DispatchErrors.CallbackByHand.Message} By hand: {byHand}"),
    };

    private static void Write(Utf8JsonWriter writer, string accountId, string callbackUrl, CallbackSetUp.Done done)
    {
        writer.WriteString("account_id"u8, accountId);
        writer.WriteString("callback_url"u8, callbackUrl);
        writer.WriteStartArray("set_up"u8);
        foreach (var part in done.Parts)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, part.Name);
            writer.WriteString("state"u8, part.State switch
            {
                CallbackPartState.Made => "made",
                CallbackPartState.Changed => "changed",
                CallbackPartState.Removed => "removed",
                _ => "already_there",
            });
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("by_hand"u8, done.Left);
    }
}

using System.Text.Json;
using Postrider.Accounts;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Inbox;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>Takes in what WAHA tells that somebody wrote, by itself or when it is asked.</summary>
internal sealed class WahaIntake(WebIntake intake, WahaApi api)
{
    /// <summary>Null: it is no message.</summary>
    public static WebInbound? Read(JsonElement told)
    {
        if (told.Id("id") is not { } id || told.Id("from") is not { } from)
        {
            return null;
        }

        var data = told.Member("_data");
        return new WebInbound(id, WebChat.Both(from, data?.Member("key")?.Id("remoteJidAlt")), data?.Text("pushName") ?? data?.Text("notifyName"), told.Text("body"), Files(told), told.Moment("timestamp"));
    }

    /// <exception cref="IOException">WAHA cannot be asked now whose hidden id wrote: what it told must be told again.</exception>
    public async Task TakeAsync(WebInbound message, WebAccount waha, Account account, CancellationToken cancellationToken)
    {
        if (!await intake.TakeAsync(account, message, cancellationToken) && message.Chats is [var hidden] && hidden.EndsWith(WebChat.Hidden, StringComparison.Ordinal)
            && await FindNumberAsync(waha, hidden, cancellationToken) is { } number)
        {
            await intake.TakeAsync(account, message with { Chats = [number] }, cancellationToken);
        }
    }

    /// <summary>Whoever hides the number has one all the same, and WAHA may know it; null: it does not.</summary>
    private async Task<string?> FindNumberAsync(WebAccount waha, string hidden, CancellationToken cancellationToken)
    {
        var answer = waha.Objection is null ? await api.FindNumberAsync(waha, hidden, cancellationToken) : null;
        return answer is null or { Status: not 0 and < 500 }
            ? answer is { IsGood: true } && WebJson.Parse(answer.Body) is { } body ? body.Id("pn") : null
            : throw new IOException($"{WahaKind.FarSide} did not tell whose hidden id wrote: {(answer.Status == 0 ? answer.Words : answer.Beginning)}");
    }

    private static InboundFile[] Files(JsonElement told) =>
        told.Member("media") is { ValueKind: JsonValueKind.Object } media ? [WebIntake.File(media.Text("filename"), media.Text("mimetype"), null)]
        : told.IsTrue("hasMedia") ? [WebIntake.File(null, null, null)]
        : [];
}

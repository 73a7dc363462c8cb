using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Storage;
using Postrider.Testing.Engine;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>A far side of the tests' own: signed with the account's password, naming the account in its body.</summary>
internal sealed class ScriptedCallback(IInboxStore inbox, AccountHealth health) : ICallback
{
    public const string SignatureHeader = "X-Far-Signature";

    public string Kind => ScriptedDriver.KindName;

    public CallbackRequest? Last { get; private set; }

    public string? Greet(CallbackRequest request, DriverAccount account) =>
        request.Query.GetValueOrDefault("word") == account.Secrets["password"] ? request.Query["challenge"] : null;

    public async Task<CallbackVerdict> TakeAsync(CallbackRequest request, DriverAccount account, CancellationToken cancellationToken)
    {
        Last = request;
        if (request.Headers.GetValueOrDefault(SignatureHeader.ToLowerInvariant()) != account.Secrets["password"])
        {
            return CallbackVerdict.Forged;
        }

        JsonNode body;
        try
        {
            body = JsonNode.Parse(Encoding.UTF8.GetString(request.Body))!;
        }
        catch (JsonException)
        {
            return CallbackVerdict.Malformed;
        }

        if ((string?)body["account"] != account.Account.AccountId)
        {
            return CallbackVerdict.Foreign;
        }

        switch ((string?)body["event"])
        {
            case "message":
                await inbox.TakeInAsync(
                    new InboundMessage
                    {
                        Workspace = account.Account.Workspace,
                        AccountId = account.Account.AccountId,
                        Kind = MessageKind.Message,
                        ExternalId = (string)body["id"]!,
                        Text = (string?)body["text"],
                        SentAt = (DateTimeOffset?)body["written"],
                        Backfilled = body["written"] is not null,
                        Match = new InboundMatch(Channel.WhatsApp, RecipientAddress.Phone((string)body["from"]!)!, null),
                    },
                    cancellationToken);
                break;
            case "signed_out":
                await health.ReportAsync(account.Account, new ProbeResult(AccountStatus.Credentials, "Signed out at the far side."), cancellationToken);
                break;
            case "outage":
                throw new Npgsql.NpgsqlException("down", new IOException("gone"));
            case "endless":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                break;
            default:
                throw new InvalidOperationException("What the far side tells is not understood.");
        }

        return CallbackVerdict.Taken;
    }
}

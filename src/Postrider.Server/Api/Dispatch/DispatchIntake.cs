using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Inbox;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>From a checked request to the one acceptance path: finds the account, stores large content, makes the job.</summary>
internal sealed class DispatchIntake(AccountDirectory accounts, IAccountStore accountStore, IContentStore contents, IAcceptanceStore answers, ReplyWindows windows, DispatchSettings settings, TimeProvider time)
{
    private const int LongestKey = 255;

    public DispatchRequest Read(JsonElement root) => DispatchRequest.Read(root, settings.Floor, time.GetUtcNow());

    public DispatchRequest ReadLike(JsonElement root) => DispatchRequest.ReadLike(root, settings.Floor, time.GetUtcNow());

    /// <summary>The job, or why the account cannot take it.</summary>
    public async Task<(NewJob? Job, ApiError? Fault)> ToJobAsync(Caller caller, DispatchRequest request, CancellationToken cancellationToken)
    {
        if (request.Fault is { } fault)
        {
            return (null, fault);
        }

        var (account, refusal) = await AccountAsync(caller, request, cancellationToken);
        if (account is null)
        {
            return (null, refusal);
        }

        if (request.Action == JobAction.Dispatch && await windows.MissedAsync(account, request.Address, request.SendAt, cancellationToken) is { } missed)
        {
            return (null, DispatchErrors.Outside(missed));
        }

        var hashes = new List<byte[]>(request.Files.Count);
        if (!request.DryRun)
        {
            foreach (var file in request.Files)
            {
                hashes.Add(await contents.PutAsync(caller.WorkspaceId, file.Data, cancellationToken));
            }
        }

        var most = request.MostJitter ?? TimeSpan.FromSeconds(account.JitterSeconds);
        return (new NewJob
        {
            Workspace = caller.WorkspaceId,
            Lane = LaneName.Dispatch(request.Channel),
            AccountId = account.AccountId,
            Channel = request.Channel,
            Action = request.Action,
            Address = request.Address,
            Gap = request.Gap,
            Jitter = most > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Floor(most.TotalMilliseconds * Random.Shared.NextDouble())) : TimeSpan.Zero,
            SendAt = request.SendAt,
            ExpiresAt = request.ExpiresAt,
            Body = request.Body.ToBytes(),
            Contents = hashes,
            Fingerprint = request.DedupeWindow is null ? null : request.Fingerprint,
            DedupeWindow = request.DedupeWindow ?? TimeSpan.Zero,
            DryRun = request.DryRun,
        }, null);
    }

    /// <summary>The key of this request in its scope: API key, method and path, idempotency key. Null without one.</summary>
    public static RequestKey? Key(HttpContext context, Caller caller, string? text, JsonElement body, ref ApiError? fault)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (text.Length > LongestKey || ContentReader.HasControl(text))
        {
            fault ??= DispatchErrors.InvalidKey;
            return null;
        }

        var scope = string.Join('\n', caller.Key.KeyId.ToString("N"), context.Request.Method, context.Request.Path.Value?.TrimEnd('/'), text);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(scope), hash);
        return new RequestKey(new Guid(hash[..16]), CanonicalJson.Hash(body));
    }

    public static string? HeaderKey(HttpContext context) => context.Request.Headers["Idempotency-Key"] is [{ } text, ..] ? text.Trim() : null;

    /// <summary>A request that cannot be accepted now may be the repeat of one that could: the kept answer goes before the fault.</summary>
    public async Task<RequestResult?> FindAnswerAsync(Caller caller, RequestKey? key, CancellationToken cancellationToken) =>
        key is { } known ? await answers.FindAnswerAsync(caller.WorkspaceId, known, cancellationToken) : null;

    private async Task<(Account? Account, ApiError? Fault)> AccountAsync(Caller caller, DispatchRequest request, CancellationToken cancellationToken)
    {
        var accountId = request.AccountId;
        if (accountId.Length == 0 && request.Action == JobAction.PostLike)
        {
            var usable = await accountStore.ListAsync(caller.WorkspaceId, request.Channel, true, null, 2, cancellationToken);
            if (usable.Count != 1)
            {
                return (null, DispatchErrors.AccountIdAmbiguous);
            }

            accountId = usable[0].AccountId;
        }

        var account = (await accounts.FindAsync(caller.WorkspaceId, accountId, cancellationToken))?.Account;
        return account switch
        {
            null => (null, DispatchErrors.AccountNotFound),
            { Channel: Channel.Webhook } => (null, DispatchErrors.AccountNotFound),
            _ when account.Channel != request.Channel => (null, DispatchErrors.ChannelMismatch.With($"Account '{accountId}' is a {account.Channel} account, and the request's channel is {request.Channel}.")),
            { Status: AccountStatus.Credentials } => (null, DispatchErrors.ReconnectRequired),
            _ => (account, null),
        };
    }
}

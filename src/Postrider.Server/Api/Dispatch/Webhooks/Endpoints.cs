using System.Text.Json.Nodes;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Lanes;
using Postrider.Storage;
using Postrider.Webhooks;

namespace Postrider.Server.Api.Dispatch.Webhooks;

/// <summary>A workspace's endpoints: made, changed and posted to as their callers ask.</summary>
internal sealed class Endpoints(IWebhookStore store, AccountSecrets secrets, AccountDirectory directory, Acceptor acceptor, TimeProvider time)
{
    public async Task<(Account Endpoint, string Secret)> AddAsync(WorkspaceId workspace, string url, WebhookDraft draft, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var made = EndpointSecrets.Make();
        var endpoint = Apply(Sealed(new Account
        {
            Workspace = workspace,
            AccountId = $"we_{Guid.CreateVersion7(now):N}",
            Kind = "webhook",
            Channel = Channel.Webhook,
            Name = "Webhook",
            Settings = new JsonObject { ["url"] = url, ["events"] = new JsonArray(EventFilter.Everything) },
        }, made), draft);
        await store.AddAsync(endpoint, cancellationToken);
        return ((await store.FindAsync(workspace, endpoint.AccountId, cancellationToken))!, made.Present);
    }

    /// <summary>Whoever lets it go on also forgives what it was paused for.</summary>
    public static Account Apply(Account endpoint, WebhookDraft draft)
    {
        var settings = endpoint.Settings.DeepClone().AsObject();
        if (draft.Url is { } url)
        {
            settings["url"] = url;
        }

        if (draft.Events is { } events)
        {
            settings["events"] = new JsonArray([.. events.Select(word => (JsonNode)word)]);
        }

        endpoint = endpoint with { Settings = settings, Name = draft.Name ?? endpoint.Name, Paused = draft.Paused ?? endpoint.Paused };
        return draft.Paused == false ? endpoint with { Status = AccountStatus.Ok, StatusReason = null } : endpoint;
    }

    /// <summary>The endpoint with a new secret, and that secret.</summary>
    public (Account Endpoint, string Secret) Rotate(Account endpoint)
    {
        var rotated = EndpointSecrets.From(secrets.Open(endpoint)).Rotate(time.GetUtcNow());
        return (Sealed(endpoint, rotated), rotated.Present);
    }

    /// <summary>Until when the secret before the present one signs along; null: it does not.</summary>
    public DateTimeOffset? OldSecretUntil(Account endpoint) => EndpointSecrets.From(secrets.Open(endpoint)).OldUntil is { } until && until > time.GetUtcNow() ? until : null;

    /// <summary>Reads, changes and writes; begins anew when the endpoint changed in between. Null: there is none.</summary>
    public async Task<Account?> ChangeAsync(WorkspaceId workspace, string id, Func<Account, Account> change, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(workspace, id, cancellationToken) is { } endpoint)
        {
            if (await store.ReplaceAsync(change(endpoint), cancellationToken))
            {
                directory.Forget();
                return await store.FindAsync(workspace, id, cancellationToken);
            }
        }

        return null;
    }

    public async Task<bool> DeleteAsync(Account endpoint, CancellationToken cancellationToken)
    {
        var deleted = await store.DeleteAsync(endpoint.Workspace, endpoint.AccountId, cancellationToken);
        directory.Forget();
        return deleted;
    }

    /// <summary>A post that the log does not have. It goes at once: whoever tries an endpoint out does not want to wait for those that are before it.</summary>
    public Task<WebhookDelivery?> TestAsync(Account endpoint, CancellationToken cancellationToken) =>
        AcceptAsync(WebhookPosts.Job(endpoint.Workspace, endpoint.AccountId, WebhookPosts.Test(endpoint.AccountId, time.GetUtcNow())) with { Lane = LaneName.Direct }, cancellationToken);

    /// <summary>The same post once more, under the same id, behind all that waits.</summary>
    public Task<WebhookDelivery?> ResendAsync(Account endpoint, WebhookPost post, CancellationToken cancellationToken) =>
        AcceptAsync(WebhookPosts.Job(endpoint.Workspace, endpoint.AccountId, post), cancellationToken);

    private async Task<WebhookDelivery?> AcceptAsync(NewJob job, CancellationToken cancellationToken)
    {
        Guid? id = null;
        var request = new Request
        {
            Workspace = job.Workspace,
            Jobs = [job],
            Answer = receptions =>
            {
                id = (receptions[0] as Reception.Accepted)?.JobId;
                return new KeptAnswer(StatusCodes.Status202Accepted, []);
            },
        };
        return await acceptor.AcceptAsync(request, cancellationToken) is RequestResult.Done && id is { } accepted
            ? await store.FindDeliveryAsync(job.Workspace, job.AccountId, accepted, cancellationToken)
            : null;
    }

    private Account Sealed(Account endpoint, EndpointSecrets with) => endpoint with { SealedSecrets = secrets.Seal(endpoint.Workspace, endpoint.AccountId, with.ToSeal()) };
}

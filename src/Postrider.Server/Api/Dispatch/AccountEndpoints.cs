using System.Text.Json.Nodes;
using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Server.Api.Connecting;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Connected accounts: as the seed lists them, and what is ours: connecting, changing, probing, reconnecting, deleting.</summary>
internal sealed class AccountEndpoints(IAccountStore store, ConnectedAccounts accounts, Drivers drivers, AccountCallbacks callbacks)
{
    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<AccountEndpoints>(group.ServiceProvider);
        group.MapGet("/connect/kinds", gate.Require(Scopes.AccountsRead, endpoints.Kinds));
        group.MapGet("/connect/accounts", gate.Require(Scopes.AccountsRead, endpoints.List));
        group.MapPost("/connect/accounts", gate.Require(Scopes.AccountsWrite, endpoints.Connect));
        group.MapGet("/connect/accounts/{id}", gate.Require(Scopes.AccountsRead, endpoints.Get));
        group.MapPatch("/connect/accounts/{id}", gate.Require(Scopes.AccountsWrite, (context, caller) => endpoints.Change(context, caller, probe: false)));
        group.MapPost("/connect/accounts/{id}/reconnect", gate.Require(Scopes.AccountsWrite, (context, caller) => endpoints.Change(context, caller, probe: true)));
        group.MapPost("/connect/accounts/{id}/probe", gate.Require(Scopes.AccountsWrite, endpoints.Probe));
        group.MapDelete("/connect/accounts/{id}", gate.Require(Scopes.AccountsWrite, endpoints.Delete));
    }

    private static string Id(HttpContext context) => (string?)context.Request.RouteValues["id"] ?? "";

    /// <summary>What is inside, such as an endpoint for events, is no account that a caller sees.</summary>
    private async Task<Account?> FindAsync(HttpContext context, Caller caller) =>
        await store.FindAsync(caller.WorkspaceId, Id(context), context.RequestAborted) is { } account && Channel.IsKnown(account.Channel) ? account : null;

    private Task Kinds(HttpContext context, Caller caller) => Envelope.ItemsAsync(context, drivers.Kinds, null, AccountWire.WriteKind);

    private async Task List(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var channel = query.TryGetValue("channel", out var given) ? given.ToString() : null;
        bool? canSend = query["can_send"].ToString() is "true" or "1" ? true : query["can_send"].ToString() is "false" or "0" ? false : null;
        var fault = channel is not null && !Channel.IsKnown(channel) ? DispatchErrors.InvalidChannel
            : query.ContainsKey("can_send") && canSend is null ? DispatchErrors.InvalidCanSend
            : Paging.TryRead(query, out _);
        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        // The seed's list has no pages, so without a limit everything comes at once, up to the largest page.
        Paging.TryRead(query, out var paging);
        paging = query.ContainsKey("limit") ? paging : paging with { Limit = Paging.MaxLimit };
        var read = await store.ListAsync(caller.WorkspaceId, channel, canSend, paging.After, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, account => account.AccountId);
        await Envelope.ItemsAsync(context, items, next, AccountWire.WriteSummary);
    }

    private async Task Get(HttpContext context, Caller caller) => await AnswerAsync(context, caller, await FindAsync(context, caller), 200);

    private async Task Connect(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await Envelope.ErrorAsync(context, body.Error);
            return;
        }

        if (body.Text("kind") is not { } name || drivers.Find(name) is not { Kind.IsInside: false } driver)
        {
            await Envelope.ErrorAsync(context, new ApiError(400, "invalid_kind", $"kind must be one of {string.Join(", ", drivers.Kinds.Select(kind => kind.Name))}."));
            return;
        }

        var draft = AccountDraft.Read(body.Root, driver.Kind);
        var fault = draft.Fault ?? draft.Missing(driver.Kind);
        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var channel = driver.Kind.Channels is [{ } only] ? only : draft.Settings["channel"]!.GetValue<string>();
        var settings = new JsonObject(draft.Settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value?.DeepClone())));
        var account = draft.Apply(accounts.Draft(caller.WorkspaceId, driver.Kind, channel, settings), ref fault);
        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var (connected, page) = await accounts.ConnectAsync(driver, account, draft.Secrets, context.RequestAborted);
        await AnswerAsync(context, caller, connected, StatusCodes.Status201Created, page);
    }

    private async Task Change(HttpContext context, Caller caller, bool probe)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await Envelope.ErrorAsync(context, body.Error);
            return;
        }

        await ReplaceAsync(context, caller, async (account, driver) =>
        {
            var draft = AccountDraft.Read(body.Root, driver.Kind);
            var fault = draft.Fault;
            if (draft.Settings.TryGetValue("channel", out var channel) && channel?.GetValue<string>() != account.Channel)
            {
                fault ??= AccountDraft.Invalid("channel", "cannot be changed; connect another account.");
            }

            var changed = draft.Apply(account, ref fault);
            if (fault is not null)
            {
                return new AccountChange<ApiError>(null, Fault: fault);
            }

            changed = accounts.WithSecrets(changed, draft.Secrets);
            if (probe)
            {
                var (begun, page) = await accounts.ReconnectAsync(driver, changed, context.RequestAborted);
                return new AccountChange<ApiError>(begun, page);
            }

            return new AccountChange<ApiError>(draft.Secrets.Count > 0 || draft.Settings.Count > 0 ? await accounts.ProbeAsync(driver, changed, context.RequestAborted) : changed);
        });
    }

    private Task Probe(HttpContext context, Caller caller) =>
        ReplaceAsync(context, caller, async (account, driver) => new AccountChange<ApiError>(await accounts.ProbeAsync(driver, account, context.RequestAborted)));

    private async Task Delete(HttpContext context, Caller caller)
    {
        var account = await FindAsync(context, caller);
        await AnswerAsync(context, caller, account is not null && await accounts.DeleteAsync(account, context.RequestAborted) ? account : null, StatusCodes.Status200OK);
    }

    private async Task ReplaceAsync(HttpContext context, Caller caller, Func<Account, IDriver, Task<AccountChange<ApiError>>> change)
    {
        var (changed, page, fault) = await accounts.ChangeAsync(() => FindAsync(context, caller), change, context.RequestAborted);
        await (fault is null ? AnswerAsync(context, caller, changed, StatusCodes.Status200OK, page) : Envelope.ErrorAsync(context, fault));
    }

    /// <summary>The address for callbacks is a secret of the account's: whoever may only look does not see it.</summary>
    private Task AnswerAsync(HttpContext context, Caller caller, Account? account, int status, string? signInPage = null) => account is null
        ? Envelope.ErrorAsync(context, DispatchErrors.AccountNotFound)
        : Envelope.ItemAsync(context, status, (account, signInPage, callbackUrl: caller.Key.Scopes.Allows(Scopes.AccountsWrite) ? callbacks.AddressOf(account) : null), static (writer, item) =>
        {
            AccountWire.Write(writer, item.account);
            if (item.callbackUrl is not null)
            {
                writer.WriteString("callback_url"u8, item.callbackUrl);
            }

            if (item.signInPage is not null)
            {
                writer.WriteString("sign_in_url"u8, item.signInPage);
            }
        });
}

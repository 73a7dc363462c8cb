using System.Text.Json.Nodes;
using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Server.Api.Connecting;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>Mailboxes that a person signs in to in the browser, with the operator's own registration at the sign-in service.</summary>
internal sealed class EmailSignInEndpoints(IAccountStore store, ConnectedAccounts accounts, Drivers drivers, SignInClients clients)
{
    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<EmailSignInEndpoints>(group.ServiceProvider);
        group.MapGet("/email-accounts/connect/gmail", gate.Require(Scopes.ChannelsWrite, (context, caller) => endpoints.Begin(context, caller, "gmail", endpoints.Clients.Gmail, "POSTRIDER_GMAIL_CLIENT_ID")));
        group.MapGet("/email-accounts/connect/office-365", gate.Require(Scopes.ChannelsWrite, (context, caller) => endpoints.Begin(context, caller, "microsoft365", endpoints.Clients.Microsoft, "POSTRIDER_MICROSOFT_CLIENT_ID")));
    }

    private SignInClients Clients => clients;

    private async Task Begin(HttpContext context, Caller caller, string kind, SignInClient? client, string setting)
    {
        if (client is null)
        {
            await ActionsAnswer.ProblemAsync(context, EmailAccountProblems.SignInNotConfigured.With($"{EmailAccountProblems.SignInNotConfigured.Detail} The setting is {setting}."));
            return;
        }

        if (Fault(context.Request.Query, out var address, out var name) is { } fault)
        {
            await ActionsAnswer.ProblemAsync(context, fault);
            return;
        }

        var driver = drivers.Find(kind)!;
        var filter = new AccountFilter(Channel.Email) { Kinds = [kind], Address = address };
        var known = await store.ListAsync(caller.WorkspaceId, filter, 0, 1, context.RequestAborted);
        var change = known is [{ } account] ? await BeginAgainAsync(account, context.RequestAborted) : default;
        if (change.Account is null)
        {
            var settings = new JsonObject { ["from_address"] = address, ["client_id"] = client.Id };
            Put(settings, driver.Kind, "from_name", name);
            Put(settings, driver.Kind, "tenant", client.Directory);
            var draft = accounts.Draft(caller.WorkspaceId, driver.Kind, Channel.Email, settings) with { Name = name ?? address };
            var secrets = new Dictionary<string, string>();
            if (client.Secret is { } secret)
            {
                secrets["client_secret"] = secret;
            }

            var (made, page) = await accounts.ConnectAsync(driver, draft, secrets, context.RequestAborted);
            change = new AccountChange<Problem>(await store.FindAsync(made.Workspace, made.AccountId, context.RequestAborted), page);
        }

        await (change.Account is null ? ActionsAnswer.ProblemAsync(context, EmailAccountProblems.NotFound) : ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, change, static (writer, begun) =>
        {
            writer.WriteString("authorizationUrl"u8, begun.SignInPage);
            writer.WriteNumber("emailAccountId"u8, begun.Account!.Number);
        }));
    }

    /// <summary>Asking twice makes no second account: the one of that address is signed in again, with whatever registration it has.</summary>
    private Task<AccountChange<Problem>> BeginAgainAsync(Account known, CancellationToken cancellationToken) => accounts.ChangeAsync(
        () => store.FindAsync(known.Workspace, known.AccountId, cancellationToken),
        (account, driver) =>
        {
            var (begun, page) = accounts.BeginSignIn((ISignIn)driver, account);
            return Task.FromResult(new AccountChange<Problem>(begun, page));
        },
        cancellationToken);

    private static void Put(JsonObject settings, AccountKind kind, string name, string? value)
    {
        if (value is not null && kind.HasSetting(name))
        {
            settings[name] = value;
        }
    }

    private static Problem? Fault(IQueryCollection query, out string address, out string? name)
    {
        var faults = new List<FieldFault>();
        address = query["email"].ToString().Trim();
        if (address.Length > 254 || Dispatch.ContentReader.HasControl(address) || RecipientAddress.Mail(address) is null)
        {
            faults.Add(new FieldFault("/email", "'email' must be the address of the mailbox, such as alex@example.com: what signs in must be known before."));
        }

        name = query["senderName"].ToString().Trim() is { Length: > 0 } given ? given : null;
        if (name?.Length > 200 || (name is not null && Dispatch.ContentReader.HasControl(name)))
        {
            faults.Add(new FieldFault("/senderName", "'senderName' must be a single line of at most 200 characters."));
        }

        return faults.Count == 0 ? null : EmailAccountProblems.InvalidInput.With(string.Join(' ', faults.Select(fault => fault.Detail))) with { Faults = faults };
    }
}

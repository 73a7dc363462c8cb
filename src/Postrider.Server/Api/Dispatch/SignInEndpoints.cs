using System.Net;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Server.Api.Connecting;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Where a far side sends people back to after they signed in.</summary>
internal sealed class SignInEndpoints(SignIns signIns, IAccountStore store, AccountDirectory directory, AccountSecrets secrets, Drivers drivers, AccountProbe probe, ApiKeyGate gate)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var endpoints = ActivatorUtilities.CreateInstance<SignInEndpoints>(app.ServiceProvider);
        app.MapGet(SignIns.Path, endpoints.Complete);
    }

    private static Task RefuseAsync(HttpContext context, string why) =>
        PlainPage.AnswerAsync(context, StatusCodes.Status400BadRequest, "Not connected", $"<p>{WebUtility.HtmlEncode(why)}</p><p>Ask for a new link and try again.</p>");

    private async Task Complete(HttpContext context)
    {
        var query = context.Request.Query;
        var state = SignIns.Read(query["state"].ToString());
        var account = state is { } named ? await store.FindAsync(named.Workspace, named.AccountId, context.RequestAborted) : null;
        var opened = account is null ? null : secrets.Open(account);
        if (account is null || opened is null || drivers.Find(account.Kind) is not { } driver || driver is not ISignIn signIn || !signIns.IsUnderWay(opened, state!.Value.Nonce))
        {
            await (await gate.MayFailAsync(context) ? RefuseAsync(context, "This link is not valid, was used before, or is older than an hour.") : PlainPage.TooManyAsync(context));
            return;
        }

        var code = query["code"].ToString();
        if (code.Length is 0 or > 8192)
        {
            await RefuseAsync(context, $"The sign-in page answered: {query["error"]} {query["error_description"]}".Trim());
            return;
        }

        var result = await signIn.CompleteAsync(new DriverAccount(account, opened), code, signIns.Callback, context.RequestAborted);
        if (result.Secrets is not { } signed)
        {
            await RefuseAsync(context, result.Fault ?? "The sign-in did not go through.");
            return;
        }

        account = await probe.RunAsync(driver, account with { SealedSecrets = secrets.Seal(account.Workspace, account.AccountId, SignIns.Without(signed)) }, context.RequestAborted);

        // Whatever changed meanwhile, the sign-in is what counts now: its code cannot be used again.
        await store.ReplaceAsync(account with { UpdatedAt = DateTimeOffset.MinValue }, context.RequestAborted);
        directory.Forget();
        await (account.Status == AccountStatus.Ok
            ? PlainPage.AnswerAsync(context, StatusCodes.Status200OK, "Connected", $"<p><b>{WebUtility.HtmlEncode(account.Identifier ?? account.Name)}</b> is connected. You can close this page.</p>")
            : PlainPage.AnswerAsync(context, StatusCodes.Status200OK, "Signed in, but not usable yet", $"<p>{WebUtility.HtmlEncode(account.StatusReason ?? "")}</p>"));
    }
}

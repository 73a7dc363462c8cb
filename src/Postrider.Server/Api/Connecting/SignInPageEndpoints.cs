using System.Globalization;
using System.Net;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Server.Security;

namespace Postrider.Server.Api.Connecting;

/// <summary>
/// Our own page about a sign-in, which needs no key: it shows the picture that a phone scans, or waits until the far side has told what came of a sign-in there,
/// and says when the account is connected. Its address ends by itself, and serves that one account alone.
/// </summary>
internal sealed class SignInPageEndpoints(SignInLinks links, AccountDirectory accounts, AccountHealth health, Drivers drivers, AccountProbe probe, ApiKeyGate gate)
{
    private const int SecondsBetweenLooks = 5;

    public static void Map(IEndpointRouteBuilder app)
    {
        var endpoints = ActivatorUtilities.CreateInstance<SignInPageEndpoints>(app.ServiceProvider);
        app.MapGet($"{SignInLinks.Path}{{workspace}}/{{account}}/{{until}}/{{seal}}", endpoints.Show);
    }

    private async Task Show(HttpContext context)
    {
        if (await FindAsync(context) is not { } account || drivers.Find(account.Account.Kind) is not { } driver)
        {
            await (await gate.MayFailAsync(context)
                ? PlainPage.AnswerAsync(context, StatusCodes.Status404NotFound, "Not connected", "<p>This link is not valid, or has ended. Ask for a new one and try again.</p>")
                : PlainPage.TooManyAsync(context));
            return;
        }

        // The second is a far side's own word, beside those that it was given to bring back.
        if (context.Request.Query.ContainsKey("failed") || context.Request.Query.ContainsKey("error_title"))
        {
            await PlainPage.AnswerAsync(context, StatusCodes.Status200OK, "Not connected", "<p>The sign-in did not go through. Ask for a new link and try again.</p>");
            return;
        }

        if (driver is IScan scan)
        {
            await ShowAsync(context, driver, scan, account);
            return;
        }

        await (account.Account.Status == AccountStatus.Ok
            ? ShowConnectedAsync(context, account.Account)
            : WaitAsync(context, "<p>Waiting to be told that the sign-in went through. This page looks again by itself.</p>"));
    }

    private async Task<DriverAccount?> FindAsync(HttpContext context)
    {
        var values = context.Request.RouteValues;
        var accountId = (string?)values["account"] ?? "";
        return long.TryParse((string?)values["workspace"], NumberStyles.None, CultureInfo.InvariantCulture, out var workspace)
            && links.IsPage(new WorkspaceId(workspace), accountId, (string?)values["until"] ?? "", (string?)values["seal"] ?? "")
                ? await accounts.FindAsync(new WorkspaceId(workspace), accountId, context.RequestAborted)
                : null;
    }

    private async Task ShowAsync(HttpContext context, IDriver driver, IScan scan, DriverAccount account)
    {
        var now = await probe.RunAsync(driver, account.Account, context.RequestAborted);
        if (now.Status == AccountStatus.Ok)
        {
            await health.ReportAsync(account.Account, new ProbeResult(now.Status, null, now.Identifier), context.RequestAborted);
            await ShowConnectedAsync(context, now);
            return;
        }

        var picture = await scan.FindPictureAsync(account, context.RequestAborted);
        await WaitAsync(context, picture.Png is { } png
            ? $"<p>Open WhatsApp on the phone, then <b>Linked devices</b> and <b>Link a device</b>, and scan this.</p><p><img alt=\"The QR code to scan\" width=\"276\" height=\"276\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"></p><p>This page looks again by itself.</p>"
            : $"<p>{WebUtility.HtmlEncode(now.StatusReason ?? picture.Fault ?? "There is no QR code yet.")}</p><p>This page looks again by itself.</p>");
    }

    private static Task WaitAsync(HttpContext context, string body) => PlainPage.AnswerAsync(context, StatusCodes.Status200OK, "Not connected yet", body, SecondsBetweenLooks);

    private static Task ShowConnectedAsync(HttpContext context, Account account) =>
        PlainPage.AnswerAsync(context, StatusCodes.Status200OK, "Connected", $"<p><b>{WebUtility.HtmlEncode(account.Identifier ?? account.Name)}</b> is connected. You can close this page.</p>");
}

using System.Globalization;
using System.Text;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Postgres.Storage;
using Postrider.Server.Security;

namespace Postrider.Server.Api.Callbacks;

/// <summary>
/// Where the far sides of accounts tell what came in, what was delivered and how accounts are. An address is a secret, and what comes to one that leads
/// nowhere is answered alike whatever is wrong with it. An answer of 4xx says that telling it again is of no use.
/// </summary>
internal sealed class CallbackEndpoints(CallbackAddresses addresses, AccountCallbacks callbacks, AccountDirectory accounts, CallbackLog log, ApiKeyGate gate, TimeProvider time)
{
    private const int LargestBody = 1024 * 1024;
    private const int LongestGreeting = 4096;

    // Far sides wait half a minute, and tell it again to whoever did not answer by then.
    private static readonly TimeSpan _toRead = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _toTake = TimeSpan.FromSeconds(25);

    public static void Map(IEndpointRouteBuilder app)
    {
        var endpoints = ActivatorUtilities.CreateInstance<CallbackEndpoints>(app.ServiceProvider, ActivatorUtilities.CreateInstance<CallbackLog>(app.ServiceProvider));
        const string Pattern = $"{CallbackAddresses.Path}{{workspace}}/{{account}}/{{secret}}";
        app.MapGet(Pattern, context => endpoints.AnswerAsync(context, endpoints.Greet));
        app.MapPost(Pattern, context => endpoints.AnswerAsync(context, endpoints.Take));
    }

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, ICallback, DriverAccount, CancellationToken, Task> answer)
    {
        using var patience = new CancellationTokenSource(_toTake, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        Account? known = null;
        try
        {
            if (await FindAsync(context, either.Token) is not var (callback, account))
            {
                context.Response.StatusCode = await gate.MayFailAsync(context) ? StatusCodes.Status404NotFound : StatusCodes.Status429TooManyRequests;
                return;
            }

            known = account.Account;
            await answer(context, callback, account, either.Token);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
#pragma warning disable CA1031 // Whatever a far side sends, its request ends here.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            if (known is not null)
            {
                log.Failed(known, exception);
            }

            context.Response.StatusCode = exception is BadHttpRequestException bad ? bad.StatusCode
                : exception is OperationCanceledException || StoreFailure.IsUnavailable(exception) ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status500InternalServerError;
        }
    }

    /// <summary>Only whoever knows the secret has anything looked up for him.</summary>
    private async Task<(ICallback Callback, DriverAccount Account)?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var values = context.Request.RouteValues;
        var (accountId, secret) = ((string?)values["account"] ?? "", (string?)values["secret"] ?? "");
        return long.TryParse((string?)values["workspace"], NumberStyles.None, CultureInfo.InvariantCulture, out var workspace)
            && addresses.IsRight(new WorkspaceId(workspace), accountId, secret)
            && await accounts.FindAsync(new WorkspaceId(workspace), accountId, cancellationToken) is { } account
            && callbacks.Find(account.Account.Kind) is { } callback
                ? (callback, account)
                : null;
    }

    private async Task Greet(HttpContext context, ICallback callback, DriverAccount account, CancellationToken cancellationToken)
    {
        if (callback.Greet(Request(context, account, []), account) is not { Length: <= LongestGreeting } greeting)
        {
            log.Refused(account.Account, "the far side asked who listens, without the right word.");
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(greeting), cancellationToken);
    }

    private async Task Take(HttpContext context, ICallback callback, DriverAccount account, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context, cancellationToken) is not { } body)
        {
            log.Refused(account.Account, "it is larger than 1 MiB.");
            context.Response.Headers.Connection = "close";
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var verdict = await callback.TakeAsync(Request(context, account, body), account, cancellationToken);
        var (status, reason) = verdict switch
        {
            CallbackVerdict.Taken => (StatusCodes.Status200OK, null),
            CallbackVerdict.Forged => (StatusCodes.Status403Forbidden, "its signature is missing or wrong."),
            CallbackVerdict.Foreign => (StatusCodes.Status404NotFound, "it speaks of another account."),
            _ => (StatusCodes.Status400BadRequest, "it cannot be read."),
        };
        context.Response.StatusCode = status;
        if (reason is not null)
        {
            log.Refused(account.Account, reason);
        }
    }

    /// <summary>Null: it is too large.</summary>
    private async Task<byte[]?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > LargestBody)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(_toRead, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var buffer = await BodyBuffer.ReadAsync(context.Request.BodyReader, context.Request.ContentLength, LargestBody, either.Token);
        try
        {
            return buffer.IsOverfull ? null : buffer.Bytes.ToArray();
        }
        finally
        {
            buffer.Return();
        }
    }

    private CallbackRequest Request(HttpContext context, DriverAccount account, byte[] body) => new(
        new Uri(addresses.For(account.Account) + context.Request.QueryString),
        context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
        body);
}

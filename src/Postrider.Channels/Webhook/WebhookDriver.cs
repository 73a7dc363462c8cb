using System.Net.Http.Headers;
using System.Text;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Jobs;
using Postrider.Webhooks;

namespace Postrider.Channels.Webhook;

/// <summary>Posts events to an endpoint in the form of Standard Webhooks. The endpoint drops repeats by their id, so whatever is not surely taken is posted again.</summary>
internal sealed class WebhookDriver(NetworkPolicy network, TimeProvider time, TimeSpan? deadline = null) : IDriver, IDisposable
{
    private const int LargestAnswer = 64 * 1024;
    private static readonly TimeSpan _longestWish = TimeSpan.FromDays(1);
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _patience = deadline ?? _deadline;
    private readonly GuardedHttp _http = new(network, new HttpLimits(deadline ?? _deadline, LargestAnswer));

    public AccountKind Kind { get; } = new()
    {
        Name = "webhook",
        Title = "Webhook",
        Channels = [Channel.Webhook],
        Settings = [],
        HandOverLimit = TimeSpan.FromSeconds(10),
        AbsenceCertainAfter = TimeSpan.Zero,
        Deadline = TimeSpan.FromSeconds(15),
        Retry = RetryPlan.Webhook,
        DropsRepeats = true,
        IsInside = true,
    };

    public Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken) => Task.FromResult(new ProbeResult(AccountStatus.Ok));

    public Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken) => Task.FromResult<Finding>(new Finding.CannotTell("An endpoint cannot be asked what it has."));

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        if (job.Body.Content.Webhook is not { } post || (string?)job.Account.Account.Settings["url"] is not { } url)
        {
            return new Outcome.Refused("There is nothing to post, or nowhere to post it to.");
        }

        using var request = Request(post, url, EndpointSecrets.From(job.Account.Secrets), time.GetUtcNow());
        using var limit = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        if (!job.MayCommit())
        {
            return new Outcome.Unreachable("This node no longer owns the attempt.");
        }

        try
        {
            using var response = await _http.SendAsync(request, either.Token, HttpCompletionOption.ResponseHeadersRead);
            var answer = new FarAnswer((int)response.StatusCode, await AnswerBeginning.ReadAsync(response.Content, either.Token));
            return Read(response, post) with { Answer = answer };
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
                ? new Outcome.Unreachable($"The endpoint could not be reached: {exception.Message}")
                : new Outcome.Unknown($"The endpoint gave no answer: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Outcome.Unknown($"The endpoint gave no answer within {_patience.TotalSeconds:0.###} seconds.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(WebhookPost post, string url, EndpointSecrets secrets, DateTimeOffset now)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(post.Body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("Postrider");
        request.Headers.Add("webhook-id", post.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", secrets.Sign(post.Id, now, post.Body));
        return request;
    }

    private Outcome Read(HttpResponseMessage response, WebhookPost post) => (int)response.StatusCode switch
    {
        >= 200 and < 300 => new Outcome.Accepted(new Delivery(JobAction.Post, post.Id)),
        410 => new Outcome.Deferred("The endpoint answered 410.")
        {
            Trouble = new AccountTrouble(AccountStatus.Error, "It answered 410: it is gone and wants no more. PATCH it with {\"paused\": false} to post again."),
        },
        >= 300 and < 400 => new Outcome.Deferred($"The endpoint answered {(int)response.StatusCode}; redirects are not followed.", Wish(response)),
        var status => new Outcome.Deferred($"The endpoint answered {status}.", Wish(response)),
    };

    /// <summary>When it wants to be asked again. A wish for longer than a day would be a wish to lose what it is asked to take.</summary>
    private TimeSpan? Wish(HttpResponseMessage response)
    {
        var wish = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - time.GetUtcNow() : null;
        return wish > _longestWish ? _longestWish : wish;
    }
}

using System.Net;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>The REST API. Nothing is asked twice; whoever asks decides what the answer means.</summary>
internal sealed class TwilioRest(NetworkPolicy network, TimeProvider time) : IDisposable
{
    public const string Completed = "completed";
    public const string Canceled = "canceled";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int LargestAnswer = 256 * 1024;

    private readonly GuardedHttp _http = new(network, new HttpLimits(2 * Patience, LargestAnswer));

    public Task<TwilioAnswer> FindAccountAsync(TwilioAccount account, CancellationToken cancellationToken) => AskAsync(account, ".json", null, cancellationToken);

    public Task<TwilioAnswer> FindCallAsync(TwilioAccount account, string sid, CancellationToken cancellationToken) => AskAsync(account, $"/Calls/{sid}.json", null, cancellationToken);

    public Task<TwilioAnswer> PlaceAsync(TwilioAccount account, IReadOnlyList<KeyValuePair<string, string>> call, CancellationToken cancellationToken) =>
        AskAsync(account, "/Calls.json", call, cancellationToken);

    /// <param name="status"><see cref="Canceled"/> for a call that nobody answered yet, else <see cref="Completed"/>.</param>
    public Task<TwilioAnswer> EndAsync(TwilioAccount account, string sid, string status, CancellationToken cancellationToken) =>
        AskAsync(account, $"/Calls/{sid}.json", [new("Status", status)], cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<TwilioAnswer> AskAsync(TwilioAccount account, string path, IReadOnlyList<KeyValuePair<string, string>>? form, CancellationToken cancellationToken)
    {
        if (account.Objection(network) is { } objection)
        {
            return new TwilioAnswer(0) { HasLeft = false, Words = objection };
        }

        using var content = form is null ? null : new NotedForm(form);
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, account.Address(path)) { Content = content };
        request.Headers.Authorization = account.SignIn;
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd("Postrider");
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var answer = await _http.SendAsync(request, either.Token);
            return TwilioAnswer.Read((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            var words = exception is HttpRequestException ? exception.Message : patience.IsCancellationRequested ? $"none came within {Patience.TotalSeconds:0} seconds." : "it was not waited for.";
            return new TwilioAnswer(0) { HasLeft = content?.HasLeft ?? true, Words = words };
        }
    }

    /// <summary>A form that knows whether any of it was written: a request whose body never left has placed no call.</summary>
    private sealed class NotedForm(IEnumerable<KeyValuePair<string, string>> fields) : FormUrlEncodedContent(fields)
    {
        private volatile bool _hasLeft;

        public bool HasLeft => _hasLeft;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            _hasLeft = true;
            return base.SerializeToStreamAsync(stream, context, cancellationToken);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _hasLeft = true;
            return base.SerializeToStreamAsync(stream, context);
        }
    }
}

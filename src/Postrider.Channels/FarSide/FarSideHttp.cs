using System.Net;

namespace Postrider.Channels.FarSide;

/// <summary>Asks the API of a far side, under a deadline and with bounded answers. Nothing is asked twice; whoever asks decides what the answer means.</summary>
internal sealed class FarSideHttp(NetworkPolicy network, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private const int LargestAnswer = 2 * 1024 * 1024;

    private readonly GuardedHttp _http = new(network, new HttpLimits(2 * Patience, LargestAnswer));

    /// <param name="request">Its content is told apart: whether any of it left.</param>
    public async Task<FarSideAnswer> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            var content = request.Content is { } inner ? new NotedContent(inner) : null;
            request.Content = content;
            request.Headers.UserAgent.ParseAdd("Postrider");
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            if (request.RequestUri is { } url && !network.MayTell(url))
            {
                return new FarSideAnswer(0, []) { HasLeft = false, Words = $"{url.Host} is not spoken to without TLS unless POSTRIDER_ALLOW_PRIVATE_NETWORKS=true." };
            }

            try
            {
                using var answer = await _http.SendAsync(request, either.Token);
                var body = await answer.Content.ReadAsByteArrayAsync(either.Token);
                return new FarSideAnswer((int)answer.StatusCode, body) { RetryAfter = answer.Headers.RetryAfter?.Delta ?? (answer.Headers.RetryAfter?.Date - time.GetUtcNow()), Age = answer.Headers.Age };
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                var words = exception is HttpRequestException ? exception.Message : patience.IsCancellationRequested ? $"none came within {Patience.TotalSeconds:0} seconds." : "it was not waited for.";
                return new FarSideAnswer(0, []) { HasLeft = content?.HasLeft ?? !NeverReached(exception), Words = words };
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool NeverReached(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError };

    /// <summary>Content that knows whether any of it was written.</summary>
    private sealed class NotedContent : HttpContent
    {
        private readonly HttpContent _inner;
        private volatile bool _hasLeft;

        public NotedContent(HttpContent inner)
        {
            _inner = inner;
            foreach (var header in inner.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        public bool HasLeft => _hasLeft;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _hasLeft = true;
            await _inner.CopyToAsync(stream, context);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _inner.Headers.ContentLength ?? -1;
            return length >= 0;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

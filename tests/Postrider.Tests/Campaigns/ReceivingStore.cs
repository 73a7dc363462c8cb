using Postrider.Acceptance;
using Postrider.Storage;

namespace Postrider.Tests.Campaigns;

/// <summary>Receives each job as a test says, and remembers what was handed in together.</summary>
internal sealed class ReceivingStore(Func<NewJob, Reception> receive) : IAcceptanceStore
{
    public List<IReadOnlyList<NewJob>> Parts { get; } = [];

    /// <summary>How many parts are taken before the store goes away.</summary>
    public int DownAfter { get; set; } = int.MaxValue;

    /// <summary>What is thrown instead; null: it is down.</summary>
    public Exception? Fault { get; set; }

    public Task<IReadOnlyList<RequestResult>> AcceptAsync(IReadOnlyList<Request> requests, CancellationToken cancellationToken)
    {
        if (Parts.Count >= DownAfter)
        {
            throw Fault ?? new IOException("down");
        }

        return Task.FromResult<IReadOnlyList<RequestResult>>([.. requests.Select(Accept)]);
    }

    public Task<RequestResult?> FindAnswerAsync(WorkspaceId workspace, RequestKey key, CancellationToken cancellationToken) => Task.FromResult<RequestResult?>(null);

    public bool IsStoreDown(Exception exception) => exception is IOException;

    private RequestResult Accept(Request request)
    {
        Parts.Add(request.Jobs);
        return new RequestResult.Done(request.Answer([.. request.Jobs.Select(receive)]));
    }
}

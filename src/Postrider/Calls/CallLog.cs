using Microsoft.Extensions.Logging;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Calls;

/// <summary>Opens the entries of calls.</summary>
public sealed class CallLog(ICallStore store, ISuppressionStore suppressions, HangUpWatch hangUps, TimeProvider time, ILogger<CallLog> logger) : ICallLog, IAsyncDisposable
{
    private readonly Insistence _insistence = new(time, logger);

    public ICallEntry Open(DriverJob job) => new CallEntry(job, store, suppressions, hangUps, _insistence, time);

    public ValueTask DisposeAsync() => _insistence.DisposeAsync();
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Postrider.IntegrationTests.Embedded;

/// <summary>A logger that a test can wait on, so that it need not look again and again.</summary>
internal sealed class EventLog : ILogger
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _seen = [];

    public Task SeenAsync(string name) => Source(name).Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public bool Saw(string name) => Source(name).Task.IsCompleted;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Source(eventId.Name ?? "").TrySetResult();

    private TaskCompletionSource Source(string name) => _seen.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

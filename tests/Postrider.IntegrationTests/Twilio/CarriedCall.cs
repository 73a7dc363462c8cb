using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Channels.Voice;
using Postrider.Channels.Voice.Twilio;
using Postrider.Jobs;
using Postrider.Server.Api.Calls;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Twilio;
using Postrider.Testing.Voice;
using Xunit;

namespace Postrider.IntegrationTests.Twilio;

/// <summary>One call by the driver itself, to a carrier on loopback that calls back to real endpoints; of the engine only what it writes down is there.</summary>
internal sealed class CarriedCall : IAsyncDisposable
{
    public const string Callee = "+4930222222";

    private static readonly WorkspaceId _workspace = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _host;
    private readonly SpokenLines _lines;
    private readonly TwilioDriver _driver;
    private Task<Outcome>? _work;

    private CarriedCall(CarrierServer carrier, WebApplication host)
    {
        (Carrier, _host) = (carrier, host);
        Calls = host.Services.GetRequiredService<TwilioCalls>();
        _lines = new SpokenLines(Clips, Clips, Clips);
        _driver = new TwilioDriver(Calls, _lines, Entry, new CallSettlement(null!), Clips, new NetworkPolicy(allowPrivate: true), new VoiceOptions(), Clock);
    }

    public static CallPlan Plan { get; } = new() { AgentId = "agent", Greeting = "Hello {{name}}" };

    public CarrierServer Carrier { get; }

    public TwilioCalls Calls { get; }

    public SpokenClips Clips { get; } = new();

    public NotedCall Entry { get; } = new();

    public RunningClock Clock => _host.Services.GetRequiredService<RunningClock>();

    public ConcurrentQueue<string> Log => _host.Services.GetRequiredService<ConcurrentQueue<string>>();

    /// <summary>Where the carrier reaches this node.</summary>
    public string Node => _host.Urls.Single();

    /// <param name="node">Where the carrier is told that this node is; null: where it is.</param>
    public static async Task<CarriedCall> PrepareAsync(CarrierFate? fate = null, string? node = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new ConcurrentQueue<string>();
        builder.Logging.ClearProviders().AddProvider(new QueuedLog(log));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(log).AddSingleton<RunningClock>().AddSingleton<TimeProvider>(made => made.GetRequiredService<RunningClock>())
            .AddSingleton<NodeAddress>().AddSingleton(new NetworkPolicy(allowPrivate: true)).AddSingleton<TwilioCalls>();
        var host = builder.Build();
        TwilioEndpoints.Map(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        host.Services.GetRequiredService<NodeAddress>().Set(node ?? host.Urls.Single());
        var carrier = await CarrierServer.StartAsync();
        carrier.Fate = fate ?? new CarrierFate();
        return new CarriedCall(carrier, host);
    }

    public static async Task<CarriedCall> BeginAsync(CarrierFate? fate = null, CallPlan? plan = null, string? node = null, Action<JsonObject>? change = null, bool mayCommit = true)
    {
        var call = await PrepareAsync(fate, node);
        call.Begin(plan, change, mayCommit);
        return call;
    }

    public void Begin(CallPlan? plan = null, Action<JsonObject>? change = null, bool mayCommit = true) =>
        _work = Task.Run(() => _driver.PerformAsync(Job(plan, change, mayCommit), _stopping.Token));

    public Task<ProbeResult> ProbeAsync(Action<JsonObject>? change = null) => _driver.ProbeAsync(Job(null, change, true).Account, TestContext.Current.CancellationToken);

    /// <summary>How it ended, and nothing was told to the carrier that it would not take.</summary>
    public async Task<Outcome> EndAsync()
    {
        var outcome = await _work!.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        Assert.Empty(Carrier.Faults);
        return outcome;
    }

    public async Task<CarrierStream> StreamAsync() =>
        await (await Carrier.First.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Stream.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public Task NotedAsync(string note) => Eventually.SeesAsync(() => Task.FromResult(Entry.Notes), notes => notes.Contains(note), $"'{note}' was noted");

    public void Stop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        await Carrier.DisposeAsync();
        _driver.Dispose();
        _lines.Dispose();
        _stopping.Dispose();
        await _host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);
        await _host.DisposeAsync();
    }

    private DriverJob Job(CallPlan? plan, Action<JsonObject>? change, bool mayCommit)
    {
        var settings = new JsonObject { ["base_url"] = Carrier.Address, ["account_sid"] = CarrierServer.AccountSid, ["auth"] = CarrierServer.AuthKey, ["from"] = "+4930111111" };
        change?.Invoke(settings);
        return new DriverJob
        {
            Job = new JobRef(_workspace, Guid.NewGuid()),
            Attempt = 1,
            Channel = Channel.Voice,
            Action = JobAction.Call,
            Address = $"phone:{Callee}",
            Body = new JobBody
            {
                Recipient = new JobRecipient { Phone = Callee },
                Content = new JobContent { Call = plan ?? Plan },
                Metadata = JsonElement.Parse("""{"name":"Alex"}"""),
            },
            Account = new DriverAccount(
                new Account { Workspace = _workspace, AccountId = "carrier", Kind = "twilio", Channel = Channel.Voice, Name = "Carrier", Settings = settings },
                new Dictionary<string, string> { ["auth_token"] = (string)settings["auth"]! }),
            MayCommit = () => mayCommit,
        };
    }

    private sealed class QueuedLog(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}

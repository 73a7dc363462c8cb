using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Channels.Voice;
using Postrider.Jobs;
using Postrider.Sip.Media;
using Postrider.Testing.Voice;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>One call by the driver of trunks itself, to a peer on loopback; of the engine only what it writes down is there.</summary>
internal sealed class DrivenCall : IAsyncDisposable
{
    public const string Callee = "+4930222222";

    private static readonly WorkspaceId _workspace = new(1);
    private readonly SipAgents _agents;
    private readonly SpokenLines _lines;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SipDriver _driver;
    private readonly DriverJob _job;

    public DrivenCall(int port, CallPlan? plan = null, Action<JsonObject>? change = null, string? metadata = null, bool mayCommit = true)
    {
        var network = new NetworkPolicy(allowPrivate: true);
        var settings = new JsonObject { ["host"] = "127.0.0.1", ["port"] = port, ["from_user"] = "+4930111111" };
        change?.Invoke(settings);
        _agents = new SipAgents(network, TimeProvider.System);
        _lines = new SpokenLines(Clips, Clips, Clips);
        _driver = new SipDriver(_agents, _lines, Entry, new CallSettlement(null!), Clips, network, new VoiceOptions(), RtpClock.Shared, TimeProvider.System);
        _job = new DriverJob
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
                Metadata = metadata is null ? null : JsonElement.Parse(metadata),
            },
            Account = new DriverAccount(new Account { Workspace = _workspace, AccountId = "trunk", Kind = "sip", Channel = Channel.Voice, Name = "Trunk", Settings = settings }, new Dictionary<string, string> { ["password"] = "correct horse" }),
            MayCommit = () => mayCommit,
        };
        Work = Task.Run(() => _driver.PerformAsync(_job, _stopping.Token));
    }

    public static CallPlan Plan { get; } = new() { AgentId = "agent", Greeting = "Hello {{name}}" };

    public SpokenClips Clips { get; } = new();

    public NotedCall Entry { get; } = new();

    public Task<Outcome> Work { get; }

    public Task<Outcome> EndAsync() => Work.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

    public void Stop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _agents.DisposeAsync();
        _lines.Dispose();
        _stopping.Dispose();
    }
}

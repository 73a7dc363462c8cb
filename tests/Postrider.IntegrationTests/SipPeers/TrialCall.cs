using Postrider.Sip.Calling;
using Postrider.Sip.Media;
using Postrider.Testing.Engine;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>One call of ours, with its sound, to a peer on loopback.</summary>
internal sealed class TrialCall : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly SipAgent? _ownAgent;
    private readonly List<CallSignal> _signals = [];

    private TrialCall(SipAgent agent, SipAgent? ownAgent, SipCallRequest request, RtpOptions options)
    {
        _ownAgent = ownAgent;
        Sound = RtpSession.Open(agent.LocalAddress, RtpClock.Shared, options);
        Sound.Ear = Ear;
        Call = agent.Call(request, Sound);
    }

    public SipCall Call { get; }

    public RtpSession Sound { get; }

    public TrialEar Ear { get; } = new();

    /// <summary>What the call told, as far as it was waited for.</summary>
    public IReadOnlyList<CallSignal> Signals => _signals;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static SipTrunk TrunkAt(int port) => new() { Host = "127.0.0.1", Port = port };

    public static Task<TrialCall> PlaceAsync(int port, TimeProvider? time = null) => PlaceAsync(TrunkAt(port), time: time);

    /// <summary>Through a socket of its own.</summary>
    public static async Task<TrialCall> PlaceAsync(SipTrunk trunk, SipCallRequest? request = null, RtpOptions? options = null, TimeProvider? time = null)
    {
        var agent = await SipAgent.OpenAsync(trunk, time ?? TimeProvider.System, Stop);
        return new TrialCall(agent, agent, request ?? To("callee"), options ?? new RtpOptions());
    }

    /// <summary>Through a socket that others use too.</summary>
    public static TrialCall Place(SipAgent agent, SipCallRequest? request = null) => new(agent, null, request ?? To("callee"), new RtpOptions());

    public static SipCallRequest To(string callee) => new() { To = callee, CallerId = "+4930111111" };

    /// <summary>Reads signals up to the first of the kind.</summary>
    public async Task<T> SeeAsync<T>()
        where T : CallSignal
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(_patience);
        await foreach (var signal in Call.Signals.ReadAllAsync(patience.Token))
        {
            _signals.Add(signal);
            if (signal is T wanted)
            {
                return wanted;
            }
        }

        throw new InvalidOperationException($"No {typeof(T).Name} came, but: {string.Join(", ", _signals)}");
    }

    public async Task<CallEnd> EndAsync() => (await SeeAsync<CallSignal.Ended>()).End;

    public Task<CallEnd> HangUpAsync() => Call.HangUpAsync(null, Stop).WaitAsync(_patience, Stop);

    /// <summary>Waits until what was heard satisfies.</summary>
    public Task<short[]> HearAsync(Func<short[], bool> enough, string what) => Eventually.SeesAsync(() => Task.FromResult(Clip.Trim(Ear.Heard)), enough, what, _patience);

    /// <summary>Waits until a stretch of what was heard is this tone and hardly anything else.</summary>
    public Task HearToneAsync(double hertz, int samples, double share = 0.95) =>
        Eventually.SeesAsync(() => Task.FromResult(Clip.LargestShare(Clip.Trim(Ear.Heard), hertz, samples)), seen => seen > share, $"{hertz} Hz were heard", _patience);

    public Task<string> HearDigitsAsync(string digits) => Eventually.SeesAsync(() => Task.FromResult(Ear.Digits), heard => heard == digits, $"{digits} was heard", _patience);

    public async ValueTask DisposeAsync()
    {
        await Call.DisposeAsync();
        await Sound.DisposeAsync();
        if (_ownAgent is not null)
        {
            await _ownAgent.DisposeAsync();
        }
    }
}

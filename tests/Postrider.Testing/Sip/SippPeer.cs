using Postrider.Testing.Mail;

namespace Postrider.Testing.Sip;

/// <summary>A real SIPp in a folder of its own, which goes through a scenario and ends with an exit code that tells whether everything came as the scenario says.</summary>
public sealed class SippPeer : IAsyncDisposable
{
    /// <summary>It takes the port that it is told and some behind it.</summary>
    private const int MediaPorts = 4;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly ServerShell _shell;

    private SippPeer(ServerShell shell) => _shell = shell;

    /// <summary>Why it cannot run on this machine; null: it can.</summary>
    public static string? Missing => Peers.Lacking("sip-tester", "/usr/bin/sipp");

    public int Port { get; } = FreePort.Take();

    /// <summary>Where its own sound comes from and goes to.</summary>
    public int MediaPort { get; } = FreePort.TakeRow(MediaPorts);

    private int ControlPort { get; } = FreePort.Take();

    /// <summary>Every message, sent and received, as its log has it.</summary>
    public string Messages => _shell.Text("messages");

    /// <summary>What it found wrong.</summary>
    public string Errors => _shell.Text("errors");

    /// <summary>Skips the test where it is not installed.</summary>
    public static async Task<SippPeer> StartAsync(SippScenario scenario, SippOptions? options = null)
    {
        Peers.Require(Missing);
        options ??= new SippOptions();
        var peer = new SippPeer(await ServerShell.OpenAsync("sipp"));
        try
        {
            peer._shell.Write("scenario.xml", scenario.Xml(peer.MediaPort));
            foreach (var (name, clip) in options.Clips)
            {
                await File.WriteAllBytesAsync(peer._shell.PathOf(name), clip);
            }

            await peer._shell.StartAsync(peer.Script(options), () => Task.FromResult(options.Wire == SipWire.Udp ? BoundPorts.HasUdp(peer.Port) : BoundPorts.HasTcp(peer.Port) || options.Target is not null));
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until all its calls are over. Throws, with what it saw, unless all went as the scenario says.</summary>
    public async Task SucceedAsync()
    {
        var code = await _shell.EndAsync(_patience);
        if (code != 0)
        {
            throw new InvalidOperationException($"SIPp ended with {code}.\n{Errors}\n{Messages}\n{_shell.Output}");
        }
    }

    /// <summary>Its exit code, once all its calls are over: 0 where all went as the scenario says, 1 where one did not.</summary>
    public Task<int> EndAsync() => _shell.EndAsync(_patience);

    /// <summary>SIGKILL: it vanishes, whatever it was doing.</summary>
    public Task VanishAsync() => _shell.KillAsync();

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private string Script(SippOptions options)
    {
        var wire = options.Wire switch { SipWire.Udp => "u1", SipWire.Tcp => "t1", _ => throw new ArgumentException("This SIPp speaks no TLS.", nameof(options)) };
        List<string> words =
        [
            "exec /usr/bin/sipp -sf scenario.xml -nostdin -i 127.0.0.1 -bind_local -mi 127.0.0.1", $"-p {Port} -mp {MediaPort} -cp {ControlPort} -t {wire} -m {options.Calls}",
            "-trace_msg -message_file messages -trace_err -error_file errors", .. options.MoreArguments,
        ];
        if (options.Echo)
        {
            words.Add("-rtp_echo");
        }

        if (options.Target is { } target)
        {
            words.Add($"-s {target.User} 127.0.0.1:{target.Port}");
        }

        return string.Join(' ', words) + "\n";
    }
}

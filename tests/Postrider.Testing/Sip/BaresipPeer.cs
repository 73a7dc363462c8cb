using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Sound;

namespace Postrider.Testing.Sip;

/// <summary>A real baresip in a folder of its own: a phone that answers by itself, speaks a clip and records what it hears.</summary>
public sealed class BaresipPeer : IAsyncDisposable
{
    private const int Ports = 24;

    private readonly ServerShell _shell;
    private readonly BaresipOptions _options;
    private BaresipControl? _control;

    private BaresipPeer(ServerShell shell, BaresipOptions options)
    {
        _shell = shell;
        _options = options;
        Port = FreePort.TakeRow(Ports);
    }

    /// <summary>Why it cannot run on this machine; null: it can.</summary>
    public static string? Missing => Peers.Lacking("baresip-core", "/usr/bin/baresip", "/usr/lib/baresip/modules/ctrl_tcp.so");

    /// <summary>For UDP and TCP.</summary>
    public int Port { get; }

    /// <summary>It takes the one behind the other by itself.</summary>
    public int TlsPort => Port + 1;

    public Certificates Certificate { get; } = Certificates.Make();

    public string Log => _shell.Output;

    /// <summary>What it tells and what it can be told while it runs.</summary>
    public BaresipControl Control => _control!;

    private int ControlPort => Port + 2;

    /// <summary>What it heard so far in its last call.</summary>
    public short[] Heard => Recording("-dec.wav");

    /// <summary>Skips the test where it is not installed.</summary>
    public static async Task<BaresipPeer> StartAsync(BaresipOptions? options = null)
    {
        Peers.Require(Missing);
        var peer = new BaresipPeer(await ServerShell.OpenAsync("baresip"), options ?? new BaresipOptions());
        try
        {
            await peer.StartAsync();
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until what it wrote down of its last call is like this, and says how like: it writes on for a moment after the call has ended elsewhere.</summary>
    public Task<double> HearsAsync(short[] sound) =>
        Eventually.SeesAsync(() => Task.FromResult(Likeness.Find(sound, Heard).Correlation), likeness => likeness >= 0.8, "the phone heard it");

    /// <summary>SIGKILL: it vanishes, whatever it was doing.</summary>
    public Task VanishAsync() => _shell.KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        await _shell.DisposeAsync();
        Certificate.Dispose();
    }

    private async Task StartAsync()
    {
        await File.WriteAllBytesAsync(_shell.PathOf("says.wav"), Clip.ToWav(_options.Says));
        _shell.Write("cert.pem", Certificate.KeyPem + Certificate.CertificatePem);
        _shell.Write("contacts", "");
        _shell.Write("accounts", $"<sip:{_options.User}@127.0.0.1>;regint=0;audio_codecs={_options.Codecs}{(_options.Answers ? ";answermode=auto" : "")}{(_options.Encryption.Length > 0 ? $";mediaenc={_options.Encryption}" : "")}\n");
        _shell.Write("config", $"""
            sip_listen 127.0.0.1:{Port}
            sip_certificate {_shell.PathOf("cert.pem")}
            net_interface 127.0.0.1
            rtp_ports {Port + 4}-{Port + Ports - 2}
            module_path /usr/lib/baresip/modules
            module g711.so
            module srtp.so
            module aufile.so
            module aubridge.so
            module sndfile.so
            snd_path {_shell.Folder}
            module_tmp account.so
            module_app menu.so
            module_app ctrl_tcp.so
            ctrl_tcp_listen 127.0.0.1:{ControlPort}
            audio_source aufile,{_shell.PathOf("says.wav")}
            audio_player aubridge,ear
            audio_alert aubridge,bell

            """);
        await _shell.StartAsync("exec /usr/bin/baresip -f . -v\n", () => Task.FromResult(BoundPorts.HasUdp(Port) && BoundPorts.HasTcp(ControlPort) && _shell.Output.Contains("baresip is ready", StringComparison.Ordinal)));
        _control = await BaresipControl.OpenAsync(ControlPort);
    }

    private short[] Recording(string end)
    {
        var file = Directory.GetFiles(_shell.Folder, "*" + end).Order().LastOrDefault();
        return file is null ? [] : Clip.FromWav(File.ReadAllBytes(file));
    }
}

using Postrider.Testing.Mail;

namespace Postrider.Testing.Sip;

/// <summary>A real Kamailio in a folder of its own: a registrar, and a proxy that records its route, over UDP, TCP and TLS.</summary>
public sealed class KamailioPeer : IAsyncDisposable
{
    private readonly ServerShell _shell;

    private KamailioPeer(ServerShell shell)
    {
        _shell = shell;
        Port = FreePort.TakeRow(2);
    }

    /// <summary>Why it cannot run on this machine; null: it can.</summary>
    public static string? Missing => Peers.Lacking("kamailio kamailio-tls-modules", "/usr/sbin/kamailio", "/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so");

    /// <summary>For UDP and TCP.</summary>
    public int Port { get; }

    public int TlsPort => Port + 1;

    public Certificates Certificate { get; } = Certificates.Make();

    /// <summary>What it saw, a line each: <c>saw BYE …</c>, <c>passed on BYE</c>, <c>knows callee at … for …</c>, <c>knows no callee</c>.</summary>
    public string Log => _shell.Output;

    /// <summary>Skips the test where it is not installed.</summary>
    public static async Task<KamailioPeer> StartAsync(KamailioOptions? options = null)
    {
        Peers.Require(Missing);
        var peer = new KamailioPeer(await ServerShell.OpenAsync("kamailio"));
        try
        {
            peer._shell.Write("kamailio.cfg", KamailioConfiguration.Text(options ?? new KamailioOptions(), peer.Port, peer.TlsPort, peer._shell.Folder));
            peer._shell.Write("cert.pem", peer.Certificate.CertificatePem);
            peer._shell.Write("key.pem", peer.Certificate.KeyPem);
            await peer._shell.StartAsync(KamailioConfiguration.Start, () => Task.FromResult(BoundPorts.HasUdp(peer.Port) && BoundPorts.HasTcp(peer.Port) && BoundPorts.HasTcp(peer.TlsPort)));
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL for all its processes.</summary>
    public Task VanishAsync() => _shell.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _shell.DisposeAsync();
        Certificate.Dispose();
    }
}

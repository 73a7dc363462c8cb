using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Postrider.Testing.Mail;

/// <summary>
/// An SMTP server in the test's own process that does at every step what it is told: answers, waits, drops, lies. What it
/// is not told about it does as a good server would.
/// </summary>
public sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<int, Task> _open = new();
    private readonly ConcurrentQueue<SmtpMessage> _messages = new();
    private readonly ConcurrentQueue<(int Session, string Line)> _lines = new();
    private readonly Task _listening;
    private int _sessions;
    private int _numbers;
    private int _now;
    private int _most;

    public ScriptedSmtpServer(ScriptedSmtpOptions? options = null)
    {
        Options = options ?? new ScriptedSmtpOptions();

        // So that a client which sends much is held up, as over a network.
        _listener.Server.ReceiveBufferSize = 64 * 1024;
        _listener.Start(512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _listening = ListenAsync();
    }

    public int Port { get; }

    public ScriptedSmtpOptions Options { get; }

    /// <summary>What to do at a step; null: what a good server does. Can be set at any time.</summary>
    public Func<SmtpMoment, SmtpAnswer?> Script { get; set; } = _ => null;

    /// <summary>Called when a message is taken and before the client is told, as where a server files sent mail itself.</summary>
    public Func<SmtpMessage, Task> OnTaken { get; set; } = _ => Task.CompletedTask;

    /// <summary>Every message whose final dot arrived, taken or not.</summary>
    public IReadOnlyCollection<SmtpMessage> Messages => _messages;

    /// <summary>Every command that arrived, with its session; bodies are left out, what was said to sign in is not.</summary>
    public IReadOnlyCollection<(int Session, string Line)> Lines => _lines;

    /// <summary>Sessions begun so far.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Sessions that are open now.</summary>
    public int OpenSessions => Volatile.Read(ref _now);

    /// <summary>The most sessions that were open at one time.</summary>
    public int MostSessions => Volatile.Read(ref _most);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _listening;
        await Task.WhenAll(_open.Values);
        _end.Dispose();
    }

    internal int NextMessage() => Interlocked.Increment(ref _numbers);

    internal void Keep(SmtpMessage message) => _messages.Enqueue(message);

    internal void Note(int session, string line) => _lines.Enqueue((session, line));

    private async Task ListenAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            socket.NoDelay = true;
            var number = Interlocked.Increment(ref _sessions);
            _most = Math.Max(_most, Interlocked.Increment(ref _now));
            _open[number] = ServeAsync(number, socket);
        }
    }

    private async Task ServeAsync(int number, Socket socket)
    {
        await Task.Yield();
        try
        {
            await using var session = new ScriptedSmtpSession(this, number, socket);
            await session.RunAsync(_end.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over.
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }

        // Not where the test's own code failed: disposing then says so.
        _open.TryRemove(number, out _);
    }
}

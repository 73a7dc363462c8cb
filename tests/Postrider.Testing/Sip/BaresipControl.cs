using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Postrider.Testing.Sip;

/// <summary>baresip's door for programs: it tells what happens, and takes commands. Each message is JSON behind its length.</summary>
public sealed class BaresipControl : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new();
    private readonly Lock _gate = new();
    private readonly List<BaresipEvent> _events = [];
    private readonly StringBuilder _unread = new();
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BaresipControl()
    {
    }

    /// <summary>Everything it told so far.</summary>
    public IReadOnlyList<BaresipEvent> Events
    {
        get { lock (_gate) { return [.. _events]; } }
    }

    internal static async Task<BaresipControl> OpenAsync(int port)
    {
        var control = new BaresipControl();
        await control._client.ConnectAsync(Mail.Peers.Loopback, port);
        control._reading = control.ReadAsync(control._client.GetStream());
        return control;
    }

    /// <summary>Waits for an event of the type, past or to come, for example <c>CALL_ESTABLISHED</c>.</summary>
    public async Task<BaresipEvent> SeeAsync(string type, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_events.Find(e => e.Type == type) is { } seen)
                {
                    return seen;
                }

                more = _more.Task;
            }

            await more.WaitAsync(patience.Token);
        }
    }

    /// <summary>For example <c>hangup</c>, or <c>sndcode</c> with a digit.</summary>
    public async Task DoAsync(string command, string parameters = "")
    {
        var message = JsonSerializer.Serialize(new { command, @params = parameters });
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(message)}:{message},"));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading;
    }

    private async Task ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                lock (_gate)
                {
                    _unread.Append(Encoding.UTF8.GetString(buffer, 0, count));
                    while (Next() is { } message)
                    {
                        using var json = JsonDocument.Parse(message);
                        if (json.RootElement.TryGetProperty("type", out var type))
                        {
                            _events.Add(new BaresipEvent(type.GetString()!, json.RootElement.TryGetProperty("param", out var param) ? param.ToString() : ""));
                        }
                    }

                    _more.TrySetResult();
                    _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was closed: there or here.
        }
    }

    private string? Next()
    {
        var text = _unread.ToString();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return null;
        }

        var length = int.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture);
        if (text.Length < colon + length + 2)
        {
            return null;
        }

        _unread.Remove(0, colon + length + 2);
        return text.Substring(colon + 1, length);
    }
}

public sealed record BaresipEvent(string Type, string Parameter);

using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Testing.Engine;

namespace Postrider.Testing.Twilio;

/// <summary>A call's media stream as Twilio opens it: 20 ms of what the callee says with every 20 ms, and whatever is told to it played at that pace.</summary>
public sealed class CarrierStream : IAsyncDisposable
{
    private const int Frame = 160;
    private const byte Silence = 0xff;

    private readonly Lock _gate = new();
    private readonly ClientWebSocket _socket;
    private readonly CarrierCall _call;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Queue<(byte[]? Sound, string? Mark)> _unplayed = new();
    private readonly List<byte> _played = [];
    private readonly Queue<byte> _says = new();
    private readonly CancellationTokenSource _over = new();
    private int _playedOfFirst;
    private int _sequence;
    private Task _work = Task.CompletedTask;
    private Task _listening = Task.CompletedTask;

    private CarrierStream(ClientWebSocket socket, CarrierCall call, TimeProvider time) => (_socket, _call, _time) = (socket, call, time);

    public string StreamSid { get; } = $"MZ{Guid.NewGuid():N}";

    /// <summary>What was not as Twilio takes it.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>How often it was told to forget what it had not played.</summary>
    public int Clears { get; private set; }

    /// <summary>Ends when the other side has closed the stream.</summary>
    public Task Closed => _listening;

    /// <summary>What the callee heard, silence included.</summary>
    public byte[] Played
    {
        get
        {
            lock (_gate)
            {
                return [.. _played];
            }
        }
    }

    /// <summary>Null: the other side does not take it.</summary>
    internal static async Task<CarrierStream?> OpenAsync(CarrierCall call, string signature, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        if (signature.Length > 0)
        {
            socket.Options.SetRequestHeader(CarrierServer.SignatureHeader, signature);
        }

        try
        {
            await socket.ConnectAsync(new Uri(call.StreamUrl), cancellationToken);
        }
        catch (WebSocketException)
        {
            socket.Dispose();
            return null;
        }

        var stream = new CarrierStream(socket, call, time);
        await stream.BeginAsync();
        return stream;
    }

    /// <summary>The callee says this, in G.711 µ-law.</summary>
    public void Say(byte[] sound)
    {
        lock (_gate)
        {
            foreach (var sample in sound)
            {
                _says.Enqueue(sample);
            }
        }
    }

    public Task PressAsync(char digit) => TellAsync("dtmf", new JsonObject { ["track"] = "inbound_track", ["digit"] = digit.ToString() });

    /// <summary>Ends once so much has gone by, at 8 to the millisecond.</summary>
    public Task PlaysAsync(int samples) => Eventually.SeesAsync(() => Task.FromResult(Played.Length), played => played >= samples, "so much has been played");

    /// <summary>Sends something that Twilio never would.</summary>
    public Task SendRawAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Breaks it off without a word.</summary>
    public void Vanish() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _socket.Abort();
        await Task.WhenAll(_work, _listening).ContinueWith(_ => { }, TaskScheduler.Default);
        _socket.Dispose();
        _sending.Dispose();
        _over.Dispose();
    }

    /// <summary>Says that it is over, and closes.</summary>
    internal async Task StopAsync()
    {
        await _over.CancelAsync();
        await _work.ContinueWith(_ => { }, TaskScheduler.Default);
        try
        {
            await TellAsync("stop", new JsonObject { ["accountSid"] = CarrierServer.AccountSid, ["callSid"] = _call.Sid });
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            await _listening.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidOperationException or ObjectDisposedException or TimeoutException)
        {
            // The other side has gone first.
        }
    }

    private async Task BeginAsync()
    {
        await SendAsync("""{"event":"connected","protocol":"Call","version":"1.0.0"}"""u8.ToArray());
        await TellAsync("start", new JsonObject
        {
            ["accountSid"] = CarrierServer.AccountSid,
            ["streamSid"] = StreamSid,
            ["callSid"] = _call.Sid,
            ["tracks"] = new JsonArray("inbound"),
            ["mediaFormat"] = new JsonObject { ["encoding"] = "audio/x-mulaw", ["sampleRate"] = 8000, ["channels"] = 1 },
            ["customParameters"] = new JsonObject(),
        });
        _listening = ListenAsync();
        _work = PaceAsync();
    }

    private async Task PaceAsync()
    {
        var began = _time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), _time);
        for (var chunk = 0; await timer.WaitForNextTickAsync(_over.Token);)
        {
            for (; chunk < _time.GetElapsedTime(began).TotalMilliseconds / 20; chunk++)
            {
                await TellAsync("media", new JsonObject { ["track"] = "inbound", ["chunk"] = Text(chunk + 1), ["timestamp"] = Text(chunk * 20), ["payload"] = Convert.ToBase64String(Speak()) });
                foreach (var mark in Play())
                {
                    await TellAsync("mark", new JsonObject { ["name"] = mark });
                }
            }
        }
    }

    private byte[] Speak()
    {
        var frame = new byte[Frame];
        lock (_gate)
        {
            for (var i = 0; i < Frame; i++)
            {
                frame[i] = _says.TryDequeue(out var sample) ? sample : Silence;
            }
        }

        return frame;
    }

    /// <summary>Plays 20 ms; the marks that were reached by it.</summary>
    private List<string> Play()
    {
        var marks = new List<string>();
        lock (_gate)
        {
            var left = Frame;
            while (_unplayed.TryPeek(out var first))
            {
                if (first.Mark is { } mark)
                {
                    marks.Add(mark);
                }
                else if (left == 0)
                {
                    break;
                }
                else
                {
                    var taken = Math.Min(left, first.Sound!.Length - _playedOfFirst);
                    _played.AddRange(first.Sound.AsSpan(_playedOfFirst, taken));
                    left -= taken;
                    if ((_playedOfFirst += taken) < first.Sound.Length)
                    {
                        break;
                    }

                    _playedOfFirst = 0;
                }

                _unplayed.Dequeue();
            }

            _played.AddRange(Enumerable.Repeat(Silence, left));
        }

        return _call.Fate.Marks ? marks : [];
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[256 * 1024];
        try
        {
            for (var length = 0; ;)
            {
                var got = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (got.MessageType != WebSocketMessageType.Text)
                {
                    return;
                }

                length += got.Count;
                if (got.EndOfMessage)
                {
                    foreach (var mark in Take(JsonNode.Parse(buffer.AsSpan(0, length))!))
                    {
                        await TellAsync("mark", new JsonObject { ["name"] = mark });
                    }

                    length = 0;
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            // It was broken off, by whichever side.
        }
    }

    /// <summary>The marks to be sent back at once.</summary>
    private List<string> Take(JsonNode told)
    {
        lock (_gate)
        {
            if ((string?)told["streamSid"] != StreamSid)
            {
                Faults.Add($"Another streamSid: {told}");
            }

            switch ((string?)told["event"])
            {
                case "media":
                    _unplayed.Enqueue((Convert.FromBase64String((string)told["media"]!["payload"]!), null));
                    return [];
                case "mark":
                    _unplayed.Enqueue((null, (string)told["mark"]!["name"]!));
                    return [];
                case "clear":
                    Clears++;
                    var marks = _unplayed.Where(waiting => waiting.Mark is not null).Select(waiting => waiting.Mark!).ToList();
                    _unplayed.Clear();
                    _playedOfFirst = 0;
                    return _call.Fate.Marks ? marks : [];
                default:
                    Faults.Add($"Nothing that is known: {told}");
                    return [];
            }
        }
    }

    private Task TellAsync(string name, JsonObject said) => SendAsync(Encoding.UTF8.GetBytes(
        new JsonObject { ["event"] = name, ["sequenceNumber"] = Text(Interlocked.Increment(ref _sequence)), [name] = said, ["streamSid"] = StreamSid }.ToJsonString()));

    private async Task SendAsync(byte[] message)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, true, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            // The other side has gone.
        }
        finally
        {
            _sending.Release();
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

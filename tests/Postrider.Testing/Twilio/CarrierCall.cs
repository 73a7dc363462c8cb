using System.Globalization;
using System.Net;

namespace Postrider.Testing.Twilio;

/// <summary>One call of the carrier, from its placing to its end; what it tells is signed, numbered and posted in order.</summary>
public sealed class CarrierCall
{
    private readonly CarrierServer _server;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<string> _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CarrierStream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sequence;

    internal CarrierCall(CarrierServer server, CarrierFate fate, ILookup<string, string> request, string streamUrl, TimeProvider time) =>
        (_server, Fate, Request, StreamUrl, _time) = (server, fate, request, streamUrl, time);

    public string Sid { get; } = $"CA{Guid.NewGuid():N}";

    public CarrierFate Fate { get; }

    /// <summary>The fields by which it was asked for.</summary>
    public ILookup<string, string> Request { get; }

    public string StreamUrl { get; }

    public string StatusUrl => Request["StatusCallback"].Single();

    /// <summary>As the REST API tells it.</summary>
    public string State { get; private set; } = "queued";

    public bool IsOver => State is "completed" or "busy" or "failed" or "no-answer" or "canceled";

    /// <summary>The call's sound, once it was answered.</summary>
    public Task<CarrierStream> Stream => _stream.Task;

    /// <summary>Everything that was told, with what came back for it.</summary>
    public List<(IReadOnlyList<KeyValuePair<string, string>> Fields, HttpStatusCode Status)> Told { get; } = [];

    /// <summary>The callee hangs up.</summary>
    public void HangUp() => _hungUp.TrySetResult("completed");

    /// <summary>Ends it as the REST API is asked to. To cancel what was answered does nothing.</summary>
    internal void End(string status)
    {
        if (status != "canceled" || State != "in-progress")
        {
            _hungUp.TrySetResult(State == "in-progress" ? "completed" : "canceled");
        }
    }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        await TellAsync("initiated", []);
        await TellAsync("ringing", []);
        var end = await Task.WhenAny(Fate.Ringing, _hungUp.Task) == _hungUp.Task ? await _hungUp.Task : Fate.End;
        if (end == "completed")
        {
            await TellAsync("in-progress", []);
            await TalkAsync(cancellationToken);
        }

        var seconds = ((int)_time.GetElapsedTime(began).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await TellAsync(end, [new("CallDuration", seconds), new("Duration", "1"), new("SipResponseCode", (Fate.SipCode ?? Code(end)).ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>What Twilio tells of a call in this state.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields(string state, int sequence) =>
    [
        new("AccountSid", CarrierServer.AccountSid),
        new("ApiVersion", "2010-04-01"),
        new("CallSid", Sid),
        new("CallStatus", state),
        new("CallbackSource", "call-progress-events"),
        new("Called", Request["To"].Single()),
        new("Caller", Request["From"].Single()),
        new("Direction", "outbound-api"),
        new("From", Request["From"].Single()),
        new("To", Request["To"].Single()),
        new("SequenceNumber", sequence.ToString(CultureInfo.InvariantCulture)),
        new("Timestamp", _time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture)),
    ];

    private static int Code(string end) => end switch
    {
        "busy" => 486,
        "no-answer" or "canceled" => 487,
        "failed" => 503,
        _ => 200,
    };

    private async Task TalkAsync(CancellationToken cancellationToken)
    {
        if (!Fate.Streams)
        {
            await _hungUp.Task.WaitAsync(cancellationToken);
            return;
        }

        await using var stream = await CarrierStream.OpenAsync(this, Fate.StreamSignature ?? CarrierServer.Sign(StreamUrl, []), _time, cancellationToken);
        if (stream is null)
        {
            // Who cannot be streamed to is hung up on: there is nothing else to do in this call.
            return;
        }

        if (Fate.PressesAtOnce is { } digit)
        {
            await stream.PressAsync(digit);
        }

        _stream.TrySetResult(stream);
        await Task.WhenAny(_hungUp.Task, stream.Closed);
        if (Fate.OutlivesStream)
        {
            await _hungUp.Task.WaitAsync(cancellationToken);
        }

        await stream.StopAsync();
        _server.Note(stream.Faults);
    }

    private async Task TellAsync(string state, IEnumerable<KeyValuePair<string, string>> more)
    {
        State = state;
        var fields = (IReadOnlyList<KeyValuePair<string, string>>)[.. Fields(state, _sequence++), .. more];
        if (Fate.Tells)
        {
            for (var i = 0; i < (Fate.IsJumbled ? 2 : 1); i++)
            {
                Told.Add((fields, await _server.PostAsync(StatusUrl, fields, CarrierServer.Sign(StatusUrl, fields))));
            }

            if (Fate.IsJumbled && state == "in-progress")
            {
                var late = Told[0].Fields;
                Told.Add((late, await _server.PostAsync(StatusUrl, late, CarrierServer.Sign(StatusUrl, late))));
            }
        }
    }
}

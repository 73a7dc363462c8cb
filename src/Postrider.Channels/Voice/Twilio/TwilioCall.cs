using System.Globalization;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>What the carrier says of one call that this node placed: where it stands, and, once it was answered, its media stream.</summary>
public sealed partial class TwilioCall : IAsyncDisposable
{
    private const int LargestMessage = 64 * 1024;
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private readonly TwilioCalls _calls;
    private readonly TwilioAccount _account;
    private readonly string _statusUrl;
    private readonly string _mediaUrl;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource<string> _sid = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ringing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TwilioEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TwilioLine> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequence = -1;
    private bool _hasStream;
    private bool _wasForged;

    internal TwilioCall(TwilioCalls calls, TwilioAccount account, string key, string statusUrl, string mediaUrl, TimeProvider time, ILogger logger) =>
        (_calls, _account, Key, _statusUrl, _mediaUrl, _time, _logger) = (calls, account, key, statusUrl, mediaUrl, time, logger);

    /// <summary>What names it in addresses: nobody can guess it.</summary>
    internal string Key { get; }

    internal string StatusUrl => _statusUrl;

    internal string MediaUrl => _mediaUrl;

    /// <summary>The carrier's own name for it, once anything has told it.</summary>
    internal Task<string> Sid => _sid.Task;

    internal Task Ringing => _ringing.Task;

    internal Task Answered => _answered.Task;

    internal Task<TwilioEnd> Ended => _ended.Task;

    internal Task<TwilioLine> Line => _line.Task;

    /// <summary>How the line ends the call, once that is known.</summary>
    internal Func<CancellationToken, Task> HangUp { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Takes what a status callback says. False: it was not signed by the carrier, or speaks of another call; nothing of it counts.</summary>
    public bool Take(string? signature, IReadOnlyCollection<KeyValuePair<string, string>> fields)
    {
        if (!TwilioSignature.IsGood(signature, _account.AuthKey, _statusUrl, fields))
        {
            Forged("a status callback");
            return false;
        }

        if (Field("CallSid") is not { } sid || !Knows(sid))
        {
            return false;
        }

        lock (_gate)
        {
            // What is repeated, or was overtaken, tells nothing new. Who counts nothing is known by its states, which never go back.
            if (long.TryParse(Field("SequenceNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                if (sequence <= _sequence)
                {
                    return true;
                }

                _sequence = sequence;
            }

            Reach(Field("CallStatus"), int.TryParse(Field("SipResponseCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and < 700 ? code : null);
        }

        return true;

        string? Field(string name) => fields.FirstOrDefault(field => field.Key == name).Value;
    }

    /// <summary>Whether whoever opens the media stream may: not every carrier signs that, but a signature that is there must be right.</summary>
    public bool MayStream(string? signature)
    {
        if (signature is null || TwilioSignature.IsGood(signature, _account.AuthKey, _mediaUrl, []))
        {
            return true;
        }

        Forged("a media stream");
        return false;
    }

    /// <summary>Carries the call's sound over this socket until the stream or the call is over. Of one socket only.</summary>
    public async Task CarryAsync(WebSocket socket, CancellationToken aborted)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, aborted);
        await using var abort = over.Token.Register(socket.Abort);
        var messages = new SocketMessages(socket, LargestMessage);
        if (await StartAsync(messages, over.Token) is not { } start || !Knows(start.CallSid) || !TakeStream())
        {
            socket.Abort();
            return;
        }

        var line = new TwilioLine(socket, messages, start.StreamSid, token => HangUp(token), _time);
        _line.TrySetResult(line);
        var carrying = line.RunAsync();
        if (await Task.WhenAny(carrying, _ended.Task) != carrying)
        {
            line.End(new LineEnd(false));
        }

        await carrying;
    }

    public async ValueTask DisposeAsync()
    {
        _calls.Forget(this);
        await _over.CancelAsync();
    }

    /// <summary>Whether this is the carrier's name for the call; the first that is told is.</summary>
    internal bool Knows(string sid) => TwilioAnswer.IsName(sid) && (_sid.TrySetResult(sid) || _sid.Task.Result == sid);

    private async Task<TwilioStart?> StartAsync(SocketMessages messages, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_startPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            // Before it there is `connected`, and nothing else.
            for (var i = 0; i < 3 && await messages.ReceiveAsync(either.Token) is { } message; i++)
            {
                if (TwilioStart.TryRead(message, out var start))
                {
                    return start;
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Without a beginning it is no stream of ours.
        }

        return null;
    }

    private bool TakeStream()
    {
        lock (_gate)
        {
            return !_hasStream && (_hasStream = true);
        }
    }

    private void Reach(string? status, int? code)
    {
        if (_ended.Task.IsCompleted)
        {
            return;
        }

        switch (status)
        {
            case "ringing":
                _ringing.TrySetResult();
                break;
            case "in-progress":
                _answered.TrySetResult();
                break;
            case { } final when TwilioEnd.IsFinal(final):
                _ended.TrySetResult(new TwilioEnd(final, code));
                break;
        }
    }

    private void Forged(string what)
    {
        lock (_gate)
        {
            if (_wasForged)
            {
                return;
            }

            _wasForged = true;
        }

        LogForged(_logger, what, _account.Sid);
    }

    [LoggerMessage(1, LogLevel.Warning, "{What} was not signed with the secret of account {Account}, or not for the address that the call was placed with (POSTRIDER_NODE_URL); it was refused, as all such of this call will be")]
    private static partial void LogForged(ILogger logger, string what, string account);
}

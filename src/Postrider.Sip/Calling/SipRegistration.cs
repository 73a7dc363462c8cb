using System.Globalization;
using Postrider.Sip.Messages;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>The word to a registrar where we are reached; refreshed until it is disposed, which takes it back.</summary>
public sealed class SipRegistration : IAsyncDisposable
{
    private const int Asked = 3600;
    private const int MostRaises = 3;
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(30);

    private readonly AgentCore _core;
    private readonly LoneRequest _text;
    private readonly SignIn _signIn;
    private readonly TaskCompletionSource<SipException?> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exchange? _exchange;
    private Alarm? _next;
    private Alarm? _expiry;
    private string _contact = "";
    private int _seconds = Asked;
    private int _raises;
    private bool _isLeaving;

    internal SipRegistration(AgentCore core)
    {
        _core = core;
        _text = new LoneRequest(core, core.Trunk.Username ?? core.Trunk.FromUser ?? "anonymous");
        _signIn = new SignIn(core.Trunk);
    }

    /// <summary>Whether the registrar's last grant still holds.</summary>
    public bool IsRegistered { get; private set; }

    /// <summary>Why the last refresh failed; null: it did not. It is tried again by itself.</summary>
    public SipException? Trouble { get; private set; }

    /// <summary>What the registrar granted last.</summary>
    public TimeSpan Granted { get; private set; }

    internal bool IsOver => _over.Task.IsCompleted;

    /// <summary>Takes the registration back, and waits for the registrar's word as long as the protocol does.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_core.Gate)
        {
            Leave();
        }

        await _over.Task;
    }

    internal async Task BeginAsync(CancellationToken cancellationToken)
    {
        lock (_core.Gate)
        {
            Ask();
        }

        if (await _first.Task.WaitAsync(cancellationToken) is { } trouble)
        {
            throw trouble;
        }
    }

    /// <summary>The first try failed or was called off: nothing is asked any more.</summary>
    internal void GiveUp()
    {
        lock (_core.Gate)
        {
            _isLeaving = true;
            Stop();
            _over.TrySetResult();
        }
    }

    /// <summary>The agent goes: the word leaves, and no answer is waited for.</summary>
    internal void Abandon()
    {
        Leave();
        _first.TrySetResult(new SipException(CallEndKind.Unanswered, "The agent was closed while it registered."));
        _over.TrySetResult();
    }

    private void Leave()
    {
        if (_isLeaving || _core.IsClosed)
        {
            return;
        }

        _isLeaving = true;
        Stop();
        if (IsRegistered)
        {
            IsRegistered = false;
            _exchange = new Exchange(_core, _signIn, () => Write(0), () => _core.Wire.Trunk, _ => _over.TrySetResult());
            _exchange.Begin();
        }
        else
        {
            _over.TrySetResult();
        }
    }

    private void Stop()
    {
        _exchange?.Drop();
        _next?.Cancel();
        _expiry?.Cancel();
    }

    private void Ask()
    {
        if (!_isLeaving)
        {
            _exchange = new Exchange(_core, _signIn, () => Write(_seconds), () => _core.Wire.Trunk, Hear);
            _exchange.Begin();
        }
    }

    private SipRequest Write(int seconds)
    {
        var request = _text.Next(SipMethod.Register);
        _contact = seconds > 0 || _contact.Length == 0 ? request.Headers[HeaderName.Contact]! : _contact;
        request.Headers.Set(HeaderName.Contact, _contact);
        request.Headers.Add(HeaderName.Expires, seconds.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private void Hear(ExchangeEnd end)
    {
        if (_isLeaving)
        {
            return;
        }

        var response = end.Response;
        if (response is { IsOk: true })
        {
            var granted = RegistrarAnswer.Granted(response, _contact, _seconds);
            _raises = 0;
            Granted = TimeSpan.FromSeconds(granted);
            Trouble = null;
            IsRegistered = true;
            _expiry?.Cancel();
            _expiry = _core.Alarms.Set(Granted, () => IsRegistered = false);
            _next = _core.Alarms.Set(Granted * 0.8, Ask);
            _first.TrySetResult(null);
        }
        else if (response is { Code: 423 } && RegistrarAnswer.Least(response) is { } least && least > _seconds && _raises++ < MostRaises)
        {
            _seconds = least;
            Ask();
        }
        else
        {
            Trouble = RegistrarAnswer.Trouble(end, _core, _signIn);
            _next = _core.Alarms.Set(_again, Ask);
            _first.TrySetResult(Trouble);
        }
    }
}

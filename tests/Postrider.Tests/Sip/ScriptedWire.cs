using System.Net;
using System.Text;
using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Postrider.Sip.Transport;
using Xunit;

namespace Postrider.Tests.Sip;

/// <summary>A wire that keeps what is sent, and lets a test say what is heard.</summary>
internal sealed class ScriptedWire(SipTransport kind = SipTransport.Udp) : ISipWire
{
    private readonly TaskCompletionSource _closed = new();
    private readonly List<(SipMessage Message, IPEndPoint To)> _sent = [];

    public IWireEar? Ear { get; private set; }

    public SipTransport Kind => kind;

    public IPEndPoint Local { get; } = new(IPAddress.Parse("192.0.2.10"), 40404);

    public IPEndPoint Trunk { get; } = new(IPAddress.Parse("192.0.2.1"), 5060);

    public Task Closed => _closed.Task;

    /// <summary>Nothing leaves.</summary>
    public bool IsCut { get; set; }

    public int Pings { get; private set; }

    public IReadOnlyList<(SipMessage Message, IPEndPoint To)> Sent => _sent;

    public void Begin(IWireEar ear) => Ear = ear;

    public bool Send(ReadOnlyMemory<byte> message, IPEndPoint to)
    {
        if (!IsCut)
        {
            // What we write must be readable.
            _sent.Add((MessageReader.Read(message.Span) ?? throw new InvalidDataException(Encoding.UTF8.GetString(message.Span)), to));
        }

        return !IsCut;
    }

    public void KeepAlive() => Pings++;

    public ValueTask DisposeAsync()
    {
        _closed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    /// <summary>What was sent since the last look.</summary>
    public List<SipMessage> Take()
    {
        var taken = _sent.Select(sent => sent.Message).ToList();
        _sent.Clear();
        return taken;
    }

    /// <summary>The one request that was sent since the last look.</summary>
    public SipRequest TakeRequest(string method)
    {
        var request = Assert.IsType<SipRequest>(Assert.Single(Take()));
        Assert.Equal(method, request.Method);
        return request;
    }

    public SipResponse TakeResponse(int code)
    {
        var response = Assert.IsType<SipResponse>(Assert.Single(Take()));
        Assert.Equal(code, response.Code);
        return response;
    }

    public void Hear(string text, IPEndPoint? from = null) => Hear(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), from);

    public void Hear(byte[] bytes, IPEndPoint? from = null) => Ear!.Hear(MessageReader.Read(bytes) ?? throw new InvalidDataException("The test's own message is not readable."), from ?? Trunk);
}

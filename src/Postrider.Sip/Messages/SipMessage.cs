using System.Net;

namespace Postrider.Sip.Messages;

/// <summary>A request or a response.</summary>
internal abstract class SipMessage
{
    private (string? Text, SequenceNumber? Value) _sequence;

    public HeaderList Headers { get; } = new();

    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Where it came from; null for what is ours.</summary>
    public IPEndPoint? Source { get; set; }

    public string? CallId => Headers[HeaderName.CallId];

    public string? FromTag => NameAddress.Parse(Headers[HeaderName.From])?.Tag;

    public string? ToTag => NameAddress.Parse(Headers[HeaderName.To])?.Tag;

    public SequenceNumber? Sequence
    {
        get
        {
            var text = Headers[HeaderName.CSeq];
            if (!ReferenceEquals(text, _sequence.Text))
            {
                _sequence = (text, SequenceNumber.Parse(text));
            }

            return _sequence.Value;
        }
    }

    public ViaLine? TopVia => Headers.Values(HeaderName.Via).FirstOrDefault() is { } text ? ViaLine.Parse(text) : null;

    public NameAddress? Contact => NameAddress.Parse(Headers.Values(HeaderName.Contact).FirstOrDefault());

    /// <summary>What goes over the wire.</summary>
    public byte[] ToBytes() => MessageWriter.Write(this);
}

internal sealed class SipRequest(string method, string uri) : SipMessage
{
    public string Method { get; } = method;

    public string Uri { get; } = uri;
}

internal sealed class SipResponse(int code, string reason) : SipMessage
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    public bool IsFinal => Code >= 200;

    public bool IsOk => Code is >= 200 and < 300;
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>The calls of this node that a carrier speaks back about.</summary>
public sealed class TwilioCalls(NodeAddress address, NetworkPolicy network, TimeProvider time, ILogger<TwilioCalls> logger) : IDisposable
{
    public const string StatusPath = "/v1/twilio/status/";
    public const string MediaPath = "/v1/twilio/media/";
    public const string SignatureHeader = TwilioSignature.Header;

    private const int KeyLength = 32;

    private readonly ConcurrentDictionary<string, TwilioCall> _calls = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Ends when the server takes no more requests: the streams of its calls are requests, too.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Null: no call of this node is named so.</summary>
    public TwilioCall? Find(string? key) => key is null ? null : _calls.GetValueOrDefault(key);

    /// <summary>The calls are hung up, so that the server can stop.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    /// <summary>What speaks against a carrier's calling back to this node; null: nothing.</summary>
    internal string? Objection() =>
        Uri.TryCreate(address.Of("/"), UriKind.Absolute, out var url) && network.MayTell(url) ? null
        : $"The carrier must reach this server at an address that begins with https://, and POSTRIDER_NODE_URL (or POSTRIDER_PUBLIC_URL) names {address.Of("")}.";

    internal TwilioCall Open(TwilioAccount account)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyLength));
        var media = address.Of(MediaPath + key);
        var call = new TwilioCall(this, account, key, address.Of(StatusPath + key), $"ws{media["http".Length..]}", time, logger);
        _calls[key] = call;
        return call;
    }

    internal void Forget(TwilioCall call) => _calls.TryRemove(call.Key, out _);
}

using System.Net;

namespace Postrider.Sip.Media;

/// <summary>What signalling needs of a call's sound.</summary>
public interface ICallMedia
{
    /// <summary>Where this side receives: what the offer names. Reports come to the port after it.</summary>
    IPEndPoint Local { get; }

    /// <summary>The key that this side would encrypt with; null: no encryption is offered.</summary>
    SrtpKey? LocalKey { get; }

    /// <summary>Told at every agreement: an early answer, the answer, each offer of the far side's within the call.</summary>
    void Use(MediaPlan plan);
}

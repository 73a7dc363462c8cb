using System.Net;
using Postrider.Sip.Media;

namespace Postrider.Bench;

/// <summary>A call's sound where only its signalling is measured: an address to name, and nothing sent there.</summary>
internal sealed class SilentMedia(IPAddress local) : ICallMedia
{
    public IPEndPoint Local { get; } = new(local, 40_000);

    public SrtpKey? LocalKey => null;

    public void Use(MediaPlan plan)
    {
    }
}

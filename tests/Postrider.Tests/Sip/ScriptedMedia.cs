using System.Net;
using Postrider.Sip.Media;

namespace Postrider.Tests.Sip;

/// <summary>Sound that only writes down what it is told.</summary>
internal sealed class ScriptedMedia : ICallMedia
{
    public List<MediaPlan> Plans { get; } = [];

    public IPEndPoint Local { get; init; } = new(IPAddress.Parse("192.0.2.10"), 30000);

    public SrtpKey? LocalKey { get; init; }

    public void Use(MediaPlan plan) => Plans.Add(plan);
}

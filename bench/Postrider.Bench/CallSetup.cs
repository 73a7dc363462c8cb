using System.Diagnostics;
using System.Text.Json;
using Postrider.Sip.Calling;

namespace Postrider.Bench;

/// <summary>P7, signalling: calls set up and torn down over SIP on UDP, so many at a time.</summary>
internal static class CallSetup
{
    public static async Task RunAsync(BenchOptions options)
    {
        var trunk = new SipTrunk { Host = "127.0.0.1", Port = options.Port, Transport = SipTransport.Udp };
        await using var agent = await SipAgent.OpenAsync(trunk, TimeProvider.System, CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var made = (await Task.WhenAll(Enumerable.Range(0, options.Calls).Select(_ => Task.Run(() => CallAsync(agent, clock, options.Limit))))).Sum();
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new { finished = made, seconds, per_second = made / seconds }));
    }

    private static async Task<int> CallAsync(SipAgent agent, Stopwatch clock, TimeSpan limit)
    {
        var made = 0;
        while (clock.Elapsed < limit)
        {
            await using var call = agent.Call(new SipCallRequest { To = "+15551230000", SessionExpiresSeconds = 0 }, new SilentMedia(agent.LocalAddress));
            await AnsweredAsync(call);
            if (await call.HangUpAsync(null, CancellationToken.None) is not { Kind: CallEndKind.LocalHungUp } and var end)
            {
                throw new InvalidOperationException($"A call ended as {end}.");
            }

            made++;
        }

        return made;
    }

    public static async Task AnsweredAsync(SipCall call)
    {
        await foreach (var signal in call.Signals.ReadAllAsync())
        {
            switch (signal)
            {
                case CallSignal.Answered:
                    return;
                case CallSignal.Ended ended:
                    throw new InvalidOperationException($"A call was not answered: {ended.End}.");
            }
        }

        throw new InvalidOperationException("A call ended without a word.");
    }
}

using System.Collections.Concurrent;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;

namespace Postrider.Testing.Engine;

/// <summary>A driver that does what the test says and remembers what it was handed.</summary>
public sealed class ScriptedDriver : IDriver
{
    public const string KindName = "scripted";

    public AccountKind Kind { get; init; } = new()
    {
        Name = KindName,
        Title = "Scripted",
        Channels = [Channel.Email],
        Settings = [new KindSetting("password", SettingType.Text, "A secret.") { Secret = true }],
        HandOverLimit = TimeSpan.FromSeconds(1),
        AbsenceCertainAfter = TimeSpan.Zero,
        Deadline = TimeSpan.FromSeconds(30),
    };

    /// <summary>What happens at each attempt; by default it is accepted.</summary>
    public Func<DriverJob, CancellationToken, Task<Outcome>> Perform { get; set; } = (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(new Delivery("message")));

    public Func<DriverJob, Finding> Settle { get; set; } = _ => new Finding.CannotTell("Not scripted.");

    public ProbeResult Probe { get; set; } = new(AccountStatus.Ok);

    /// <summary>False where a run is too long to remember it all.</summary>
    public bool Remembers { get; init; } = true;

    /// <summary>Every hand-over, in the order in which they came.</summary>
    public ConcurrentQueue<DriverJob> HandedOver { get; } = new();

    /// <summary>What happens while an account is probed.</summary>
    public Func<DriverAccount, Task> Probing { get; set; } = _ => Task.CompletedTask;

    /// <summary>Which accounts were probed, in the order in which they were.</summary>
    public ConcurrentQueue<string> Probed { get; } = new();

    public async Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        Probed.Enqueue(account.Account.AccountId);
        await Probing(account);
        return Probe;
    }

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        if (!job.MayCommit())
        {
            return new Outcome.Unreachable("No longer ours.");
        }

        if (Remembers)
        {
            HandedOver.Enqueue(job);
        }

        return await Perform(job, cancellationToken);
    }

    public Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken) => Task.FromResult(Settle(job));
}

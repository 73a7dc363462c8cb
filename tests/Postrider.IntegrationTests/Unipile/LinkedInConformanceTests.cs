using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing.Conformance;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

public class LinkedInConformanceTests(TestDatabase database) : DriverConformance, IClassFixture<TestDatabase>, IAsyncLifetime
{
    private UnipileHouse _house = null!;

    protected virtual bool IsV2 => false;

    public async ValueTask InitializeAsync()
    {
        _house = await UnipileHouse.StartAsync(database, isV2: IsV2);
        _house.Far.Add(UnipilePerson.Connected("alex"), new UnipilePerson("pat") { IsInvited = true });
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Assert.Empty(_house.Far.Faults);
        await _house.DisposeAsync();
    }

    protected override Task<IDriver> MakeDriverAsync() => Task.FromResult(_house.Driver);

    protected override DriverJob MakeJob(Func<bool> mayCommit)
    {
        var job = _house.Job(JobAction.Dispatch, "alex", new JobContent(), mayCommit, TimeProvider.System.GetUtcNow());
        return job with { Body = job.Body with { Content = new JobContent { Text = $"Hello, {job.Job.JobId}" } } };
    }

    protected override DriverJob MakeRefused() => _house.Job(JobAction.Dispatch, "pat", new JobContent { Text = "Hello" });

    protected override DriverAccount MakeLockedOut() => _house.DriverAccount with { Secrets = new Dictionary<string, string> { ["api_key"] = "another" } };

    protected override Task<int> CountHandOversAsync(JobRef job) => Task.FromResult(_house.Far.Taken.Count(taken => taken.Text?.Contains($"{job.JobId}", StringComparison.Ordinal) == true));
}

public sealed class LinkedInV2ConformanceTests(TestDatabase database) : LinkedInConformanceTests(database)
{
    protected override bool IsV2 => true;
}

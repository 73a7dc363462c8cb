using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing.Conformance;
using Postrider.Testing.Evolution;
using Postrider.Testing.Postgres;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppWeb;
using Xunit;

namespace Postrider.IntegrationTests.WhatsAppWeb;

/// <summary>Each job says something of its own, so that the log of what was taken tells jobs apart.</summary>
public abstract class WebConformance(TestDatabase database) : DriverConformance, IAsyncLifetime
{
    private const string NobodysNumber = "4930999999";

    private WebPhone? _phone;

    private protected WebServer Far { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = new WebPhone(database);
        Far = await StartAsync();
        Far.Missing.Add(NobodysNumber);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Far.Faults);
        await Far.DisposeAsync();
        await _phone!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override Task<IDriver> MakeDriverAsync() => Task.FromResult(_phone!.Driver(Account().Account.Kind));

    protected override DriverJob MakeJob(Func<bool> mayCommit)
    {
        var job = WebPhone.Job(Account(), $"phone:{WebPhone.Number()}", null, mayCommit);
        return job with { Body = job.Body with { Content = new JobContent { Text = Words(job.Job) } } };
    }

    protected override DriverJob MakeRefused() => WebPhone.Job(Account(), $"phone:+{NobodysNumber}");

    protected override DriverAccount MakeLockedOut() => Account("wrong");

    protected override Task<int> CountHandOversAsync(JobRef job) => Task.FromResult(Far.Taken.Count(taken => taken.Text == Words(job)));

    private protected abstract Task<WebServer> StartAsync();

    private protected abstract DriverAccount Account(string? key = null);

    private static string Words(JobRef job) => $"Hello {job.JobId}";
}

public sealed class WahaConformanceTests(TestDatabase database) : WebConformance(database), IClassFixture<TestDatabase>
{
    private protected override async Task<WebServer> StartAsync() => await WahaServer.StartAsync();

    private protected override DriverAccount Account(string? key = null) => WebPhone.Account((WahaServer)Far, key ?? WahaServer.Key);
}

public sealed class EvolutionConformanceTests(TestDatabase database) : WebConformance(database), IClassFixture<TestDatabase>
{
    private protected override async Task<WebServer> StartAsync() => await EvolutionServer.StartAsync();

    private protected override DriverAccount Account(string? key = null) => WebPhone.Account((EvolutionServer)Far, key ?? EvolutionServer.Key);
}

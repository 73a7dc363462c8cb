using System.Net.Http.Headers;
using Postrider.Campaigns;
using Postrider.IntegrationTests.CallsApi;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>A server that is asked for the progress and the reports of campaigns, and a node beside it that makes them.</summary>
public sealed class ReportServer : CallsServer
{
    private TestNode? _node;

    /// <summary>Of the server's own key, without a check of what is answered, so that what is streamed comes as it is sent.</summary>
    public HttpClient Plain => field ??= PlainFor(Client.BaseAddress!);

    public static HttpClient PlainFor(Uri address) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.Key) },
    };

    /// <summary>A draft of workspace <c>default</c>, on its sandbox.</summary>
    public async Task<Campaign> MakeCampaignAsync(IEnumerable<string> numbers, CampaignSettings? settings = null)
    {
        var node = await NodeAsync();
        var account = await node.Get<IAccountStore>().FindAsync(new WorkspaceId(1), "sandbox_voice", TestContext.Current.CancellationToken);
        return await node.MakeCampaignAsync(account!, numbers, settings);
    }

    public async Task<TestNode> NodeAsync() => _node ??= await CallHouse.StartApiAsync(Database.Database);

    public override async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    /// <summary>Where something of a campaign is read.</summary>
    public static string PathOf(Campaign campaign, string what) => $"/v1/outbound-jobs/{campaign.Id}/{what}";
}

/// <summary>Shares the server among those who only read of campaigns of their own.</summary>
[CollectionDefinition(Name)]
public sealed class ReportShare : ICollectionFixture<ReportServer>
{
    public const string Name = "reports";
}

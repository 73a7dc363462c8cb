using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Xunit;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>A real browser shows the page as it is meant: without a word of complaint, and without asking anybody for anything.</summary>
[Collection(ReportShare.Name)]
public sealed class ReportBrowserTests(ReportServer server)
{
    private const string Hostile = "<script src=http://outside.test/x.js></script><img src=http://outside.test/x.png onerror=fetch('http://outside.test')>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_opens_without_complaint_and_asks_for_nothing()
    {
        var (page, policy) = await PageAsync();
        var (document, console, asked) = await OpenAsync(page, policy);
        Assert.Contains("Calls over time", document, StringComparison.Ordinal);
        Assert.Contains("<svg", document, StringComparison.Ordinal);
        Assert.Equal("", console);
        Assert.Equal(["/"], asked);

        // What might slip through the encoding is stopped by the policy; and the browser tells, so it would have told before.
        (_, console, asked) = await OpenAsync(page.Replace("<main>", $"<main>{Hostile}", StringComparison.Ordinal), policy);
        Assert.Contains("Content Security Policy", console, StringComparison.Ordinal);
        Assert.Equal(["/"], asked);
    }

    private static async Task<(string Document, string Console, string[] Asked)> OpenAsync(string page, string policy)
    {
        var asked = new ConcurrentQueue<string>();
        await using var app = await StartAsync(asked, page, policy);
        var (document, console) = await Browser.OpenAsync(AddressOf(app), Cancellation);
        return (document, console, [.. asked]);
    }

    /// <summary>As the server answers it; a browser has no key to ask with.</summary>
    private async Task<(string Page, string Policy)> PageAsync()
    {
        var settings = CampaignHouse.Settings with { Name = Hostile, ConsentBasis = Hostile, CallerName = Hostile };
        var campaign = await server.MakeCampaignAsync([CampaignHouse.Number(1), CampaignHouse.Number(2, 1)], settings);
        var node = await server.NodeAsync();
        await node.StartAsync(campaign);
        await node.WhenOverAsync(campaign);
        using var answer = await server.Client.GetAsync(ReportServer.PathOf(campaign, "report.html"), Cancellation);
        return (await answer.Content.ReadAsStringAsync(Cancellation), answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    private static async Task<WebApplication> StartAsync(ConcurrentQueue<string> asked, string page, string policy)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            // As the browser's proxy it is asked for whatever anybody is asked for. A browser also asks its maker for its own updates, whatever page it shows.
            if (!context.Request.Host.Host.EndsWith(".googleapis.com", StringComparison.Ordinal) && !context.Request.Host.Host.EndsWith(".google.com", StringComparison.Ordinal))
            {
                asked.Enqueue(context.Request.Host.Port == context.Connection.LocalPort ? context.Request.Path : $"{context.Request.Method} {context.Request.Host}");
            }

            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.ContentSecurityPolicy = policy;
            return context.Response.WriteAsync(page);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}

using Postrider.Server.Api.Reference;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Whatever the page of problems lists can happen, and whatever happens stands there.</summary>
public sealed class ProblemCodesTests(ProblemCodesTests.Mute server) : IClassFixture<ProblemCodesTests.Mute>
{
    // What the store's trouble and a spent limit answer with takes a server of its own.
    private static readonly string[] _ofTrouble = ["rateLimit.exceeded", "server.failed", "server.unavailable"];

    [Fact]
    public async Task Every_code_of_the_page_is_provoked_with_its_status()
    {
        var cases = new SendProblemCases(server).All.Concat(new OtherProblemCases(server).All).ToDictionary();
        Assert.Equal(ProblemPage.Known.Select(problem => problem.Code).Order(StringComparer.Ordinal), cases.Keys.Concat(_ofTrouble).Order(StringComparer.Ordinal));

        var others = new List<string>();
        foreach (var (code, provoke) in cases)
        {
            var answer = await provoke();
            if (!IsAsListed(answer, code))
            {
                others.Add($"{code}: {answer}");
            }
        }

        Assert.True(others.Count == 0, string.Join('\n', others));
    }

    [Fact]
    public async Task The_codes_of_trouble_are_provoked_with_their_status()
    {
        await using var own = new Limited();
        await own.InitializeAsync();
        var stranger = await own.ConnectStrangerAsync("other");
        await own.Database.RunAsync("alter table job add constraint no_poison check (address <> 'mail:poison@example.com')");
        var failed = await own.Client.PostJsonAsync($"/v3/contacts/{await own.AddContactAsync("poison@example.com")}/send-direct-email", new { subject = "A", body = "<p>A</p>" });
        Assert.True(IsAsListed(failed, "server.failed"), failed.ToString());

        var spent = await Eventually.SeesAsync(() => own.Client.GetJsonAsync("/v3/whoami"), answer => (int)answer.Status != 200, "the limit is spent");
        Assert.True(IsAsListed(spent, "rateLimit.exceeded"), spent.ToString());

        var down = await own.Database.WhileDownAsync(() => stranger.GetJsonAsync("/v3/contacts"), answer => (int)answer.Status == 503);
        Assert.True(IsAsListed(down, "server.unavailable"), down.ToString());
    }

    [Fact]
    public async Task The_page_has_a_place_for_every_code()
    {
        var page = await server.Client.GetStringAsync("/docs/problems", TestContext.Current.CancellationToken);
        Assert.All(ProblemPage.Known, problem => Assert.Contains($"id=\"{problem.Code}\"", page, StringComparison.Ordinal));
    }

    private static bool IsAsListed(Answer answer, string code) =>
        answer.Code == code && (int)answer.Status == ProblemPage.Known.Single(problem => problem.Code == code).Status && (int?)answer.Json["status"] == (int)answer.Status;

    /// <summary>It has a voice that nobody answers for: port 9 is closed.</summary>
    public sealed class Mute : ActionsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_SPEECH_URL"] = "http://127.0.0.1:9/v1", ["POSTRIDER_SPEECH_KEY"] = "none" };
    }

    private sealed class Limited : ActionsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_RATE_LIMITS"] = "actions=50" };
    }
}

using System.Net;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

public sealed class AccessTests(ActionsServer server) : IClassFixture<ActionsServer>
{
    [Fact]
    public async Task Any_key_learns_whose_it_is_by_either_header()
    {
        var me = await server.Client.GetJsonAsync("/v3/whoami");
        Assert.Equal("default", (string?)me.Json["username"]);
        var id = (long)me.Json["userId"]!;

        using var other = server.Connect(null);
        other.DefaultRequestHeaders.Add("X-API-Key", ServerProcess.Key);
        Assert.Equal(id, (long)(await other.GetJsonAsync("/v3/whoami")).Json["userId"]!);
        Assert.Equal("default", (string?)(await other.GetJsonAsync("/v3/whoami/team-users")).Json[0]!["teamName"]);

        var named = await server.Client.SendJsonAsync(HttpMethod.Get, "/v3/whoami", null, ("X-User-Id", $"{id}"));
        Assert.Equal(HttpStatusCode.OK, named.Status);
        var strange = await server.Client.SendJsonAsync(HttpMethod.Get, "/v3/whoami", null, ("X-User-Id", $"{id + 1}"));
        Assert.Equal((401, "USER_NOT_FOUND"), ((int)strange.Status, strange.Code));
        var mail = await server.Client.SendJsonAsync(HttpMethod.Get, "/v3/whoami", null, ("X-User-Email", "alex@example.com"));
        Assert.Equal((401, "USER_NOT_FOUND"), ((int)mail.Status, mail.Code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sk-revor-unknown-0123456789abcdefghij")]
    public async Task A_bad_key_gets_an_empty_body(string? key)
    {
        using var client = server.Connect(key);
        var answer = await client.GetJsonAsync("/v3/whoami");
        Assert.Equal((HttpStatusCode.Unauthorized, "", "0", "Bearer"), (answer.Status, answer.Text, answer.Headers["Content-Length"], answer.Headers["WWW-Authenticate"]));
    }

    [Theory]
    [InlineData("/v3/sequences", "endpoint.notOffered")]
    [InlineData("/v3/sequences/12/start", "endpoint.notOffered")]
    [InlineData("/v3/webhooks", "endpoint.notOffered")]
    [InlineData("/v3/nothing", "endpoint.notFound")]
    public async Task What_is_not_offered_says_so(string path, string code)
    {
        var answer = await server.Client.GetJsonAsync(path);
        Assert.Equal((404, code), ((int)answer.Status, answer.Code));
        Assert.Equal("application/problem+json; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Equal($"{server.Client.BaseAddress}docs/problems#{code}", (string?)answer.Json["type"]);
    }

    [Fact]
    public async Task A_method_that_a_path_does_not_take_is_a_problem()
    {
        var answer = await server.Client.PostJsonAsync("/v3/whoami", new { });
        Assert.Equal((405, "endpoint.methodNotAllowed", "GET"), ((int)answer.Status, answer.Code, answer.Headers["Allow"]));
    }
}

using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.IntegrationTests.Mail;

public sealed class OAuthServerTests
{
    // The verifier and its challenge are those of RFC 7636, appendix B.
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private const string Return = "http://127.0.0.1:1/done";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_is_good_once_and_only_with_its_verifier()
    {
        await using var server = await OAuthServer.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        Assert.Equal("invalid_grant", Error(await RedeemAsync(client, server, await CodeAsync(client, server), "another-verifier")));
        var code = await CodeAsync(client, server);
        var given = await RedeemAsync(client, server, code, Verifier);
        Assert.StartsWith("bearer-", given.GetProperty("access_token").GetString());
        Assert.StartsWith("refresh-", given.GetProperty("refresh_token").GetString());
        Assert.Equal("invalid_grant", Error(await RedeemAsync(client, server, code, Verifier)));
    }

    [Fact]
    public async Task A_refresh_value_that_rotates_is_good_once()
    {
        await using var server = await OAuthServer.StartAsync(new OAuthOptions { RotatesRefresh = true });
        using var client = new HttpClient();
        var first = server.GiveRefresh(DovecotServer.Team);
        var second = (await RefreshAsync(client, server, first)).GetProperty("refresh_token").GetString()!;
        Assert.Equal("invalid_grant", Error(await RefreshAsync(client, server, first)));
        Assert.NotEqual(first, second);
        server.Refusal = "invalid_grant";
        Assert.Equal("invalid_grant", Error(await RefreshAsync(client, server, second)));
        server.Refusal = null;
        Assert.True((await RefreshAsync(client, server, second)).TryGetProperty("access_token", out _));
    }

    [Theory]
    [InlineData("xoauth2")]
    [InlineData("oauthbearer")]
    public async Task Dovecot_lets_in_who_has_a_bearer_and_nobody_else(string mechanism)
    {
        await using var server = await OAuthServer.StartAsync();
        await using var dovecot = await DovecotServer.StartAsync(new DovecotOptions { Introspection = server.Introspection });
        var bearer = server.GiveBearer(DovecotServer.Team);
        Assert.StartsWith("a OK", await SignInAsync(dovecot, mechanism, bearer), StringComparison.Ordinal);
        Assert.DoesNotContain("a OK", await SignInAsync(dovecot, mechanism, "bearer-of-nobody"));
        server.EndBearers();
        Assert.DoesNotContain("a OK", await SignInAsync(dovecot, mechanism, bearer));
    }

    private static async Task<string> SignInAsync(DovecotServer dovecot, string mechanism, string bearer)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Peers.Loopback, dovecot.ImapPort, Cancellation);
        using var reader = new StreamReader(client.GetStream());
        await reader.ReadLineAsync(Cancellation);
        var start = mechanism == "xoauth2" ? $"user={DovecotServer.Team}" : $"n,a={DovecotServer.Team},";
        var response = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{start}\u0001auth=Bearer {bearer}\u0001\u0001"));
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"a AUTHENTICATE {mechanism} {response}\r\n"), Cancellation);
        string? line;
        do
        {
            line = await reader.ReadLineAsync(Cancellation);
        }
        while (line?.StartsWith("* ", StringComparison.Ordinal) == true);
        return line ?? "";
    }

    private static async Task<string> CodeAsync(HttpClient client, OAuthServer server)
    {
        using var answer = await client.GetAsync(
            new Uri($"{server.Authorization}?client_id=client-of-the-tests&redirect_uri={Return}&response_type=code&scope=mail&state=s1&code_challenge_method=S256&code_challenge={Challenge}"), Cancellation);
        var back = answer.Headers.Location!.ToString();
        Assert.StartsWith($"{Return}?code=", back, StringComparison.Ordinal);
        Assert.EndsWith("&state=s1", back, StringComparison.Ordinal);
        return back[$"{Return}?code=".Length..^"&state=s1".Length];
    }

    private static Task<JsonElement> RedeemAsync(HttpClient client, OAuthServer server, string code, string verifier) =>
        PostAsync(client, server, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Return), ("code_verifier", verifier));

    private static Task<JsonElement> RefreshAsync(HttpClient client, OAuthServer server, string refresh) =>
        PostAsync(client, server, ("grant_type", "refresh_token"), ("refresh_token", refresh));

    private static async Task<JsonElement> PostAsync(HttpClient client, OAuthServer server, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            [new("client_id", "client-of-the-tests"), new("client_secret", "secret-of-the-tests"), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var answer = await client.PostAsync(server.Redemption, form, Cancellation);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private static string? Error(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetString() : null;
}

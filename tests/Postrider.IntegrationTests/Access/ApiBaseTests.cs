using System.Net.Sockets;
using System.Text;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Access;

public sealed class ApiBaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "endpoint_not_found")]
    [InlineData("GET", "/api/nothing", 404, "endpoint_not_found")]
    [InlineData("PATCH", "/api/v1/keys", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/fault", 502, "action_failed")]
    [InlineData("GET", "/api/v1/outage", 503, "task_unavailable")]
    public async Task What_nobody_answers_is_answered_in_the_envelope(string method, string path, int expected, string code)
    {
        await using var node = await AccessNode.StartAsync(database);
        var (status, body, response) = await node.SendAsync(new HttpMethod(method), path);
        var error = body.GetProperty("error");
        Assert.Equal((expected, code), (status, error.GetProperty("code").GetString()));
        Assert.False(body.GetProperty("ok").GetBoolean());
        Assert.Equal(response.Headers.GetValues("x-request-id").Single(), error.GetProperty("request_id").GetString());
        Assert.DoesNotContain("secret", body.ToString(), StringComparison.Ordinal);
        Assert.Equal(status == 405 ? ["GET", "POST"] : Array.Empty<string>(), response.Content.Headers.Allow.Order());
    }

    [Theory]
    [InlineData("my id/1", "my id/1")]
    [InlineData("", null)]
    [InlineData("a\tb", null)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678x", null)]
    public async Task The_callers_request_id_is_echoed_when_it_is_fit(string given, string? echoed)
    {
        await using var node = await AccessNode.StartAsync(database);
        node.Client.DefaultRequestHeaders.TryAddWithoutValidation("x-request-id", given);
        var (_, body, response) = await node.SendAsync(HttpMethod.Get, "/api/v1/keys");
        var id = body.GetProperty("request_id").GetString();
        Assert.Equal(id, response.Headers.GetValues("x-request-id").Single());
        if (echoed is null)
        {
            Assert.Matches("^req_[A-Za-z0-9_-]{22}$", id);
        }
        else
        {
            Assert.Equal(echoed, id);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Too_large_a_body_is_refused_by_our_envelope_without_being_read(bool announced)
    {
        await using var node = await AccessNode.StartAsync(database);
        using var peer = new TcpClient();
        await peer.ConnectAsync(node.Address.Host, node.Address.Port, TestContext.Current.CancellationToken);
        var stream = peer.GetStream();
        var head = $"POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nx-api-key: {AccessNode.BootstrapKey}\r\n";
        if (announced)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}Content-Length: 99999999999\r\n\r\n"), TestContext.Current.CancellationToken);
        }
        else
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}Transfer-Encoding: chunked\r\n\r\n"), TestContext.Current.CancellationToken);
            var piece = new byte[1024 * 1024];
            try
            {
                for (var i = 0; i < 41; i++)
                {
                    await stream.WriteAsync("100000\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
                    await stream.WriteAsync(piece, TestContext.Current.CancellationToken);
                    await stream.WriteAsync("\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
                }
            }
            catch (IOException)
            {
                // It has answered already, and closed while the last piece was on its way.
            }
        }

        var answer = await AnswerAsync(stream).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("payload_too_large", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_and_metrics_need_no_key_and_name_nobody()
    {
        await using var node = await AccessNode.StartAsync(database);
        Assert.Equal(200, (await node.SendAsync(HttpMethod.Get, "/health/live", key: null)).Status);
        Assert.Equal(200, (await node.SendAsync(HttpMethod.Get, "/health/ready", key: null)).Status);
        await node.SendAsync(HttpMethod.Get, "/api/v1/keys");
        var text = await node.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("# TYPE http_server_request_duration_seconds histogram", text, StringComparison.Ordinal);
        Assert.Contains("http_route=\"/api/v1/keys\"", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total{", text, StringComparison.Ordinal);
        Assert.Contains("kestrel_active_connections", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^(# (HELP|TYPE) |[a-z_][a-z0-9_]*(\\{.*\\})? [-+0-9.eE]+(Inf)?$)", line));
    }

    /// <summary>What it says, however many pieces that comes in.</summary>
    private static async Task<string> AnswerAsync(NetworkStream stream)
    {
        using var said = new MemoryStream();
        var buffer = new byte[4096];
        while (!Encoding.UTF8.GetString(said.ToArray()).Contains("payload_too_large", StringComparison.Ordinal) && await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
        {
            said.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(said.ToArray());
    }
}

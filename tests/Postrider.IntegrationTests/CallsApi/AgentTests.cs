using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;

namespace Postrider.IntegrationTests.CallsApi;

public sealed class AgentTests(CallsServer server) : IClassFixture<CallsServer>
{
    [Fact]
    public async Task An_agent_is_made_read_put_back_and_deleted()
    {
        var client = server.Client;
        var made = await client.PostJsonAsync(Agents, Agent().ToJsonString());
        made.Came(201);
        var path = $"{Agents}/{made.Item["id"]}";
        Assert.Equal(path, made.Headers["Location"]);
        Assert.Equal((false, 600, 1, 0, "continue"), ((bool)made.Item["record"]!, (int)made.Item["max_duration_seconds"]!, (int)made.Item["ring_timeout_seconds"]!, (int)made.Item["initial_silence_timeout"]!, (string)made.Item["voicemail"]!));

        var read = (await client.GetJsonAsync(path)).Item;
        Assert.True(JsonNode.DeepEquals(made.Item, read));
        var put = await client.SendJsonAsync(HttpMethod.Put, path, read.ToJsonString());
        put.Came(200);
        Assert.True(JsonNode.DeepEquals(Bare(read), Bare(put.Item)), put.ToString());

        // What is left out has its default again.
        var replaced = Agent();
        replaced["name"] = "Other";
        replaced.Remove("ring_timeout_seconds");
        var other = await client.SendJsonAsync(HttpMethod.Put, path, replaced.ToJsonString());
        Assert.Equal(("Other", 30), ((string)other.Item["name"]!, (int)other.Item["ring_timeout_seconds"]!));
        (await client.SendJsonAsync(HttpMethod.Delete, path, null)).Came(200);
        Assert.Equal("agent_not_found", (await client.SendJsonAsync(HttpMethod.Delete, path, null)).Code);
        Assert.Equal("agent_not_found", (await client.GetJsonAsync(path)).Code);
        Assert.Equal("agent_not_found", (await client.SendJsonAsync(HttpMethod.Put, path, "{}")).Code);
    }

    [Fact]
    public async Task Agents_are_listed_in_pages_the_oldest_first()
    {
        var (client, account) = await server.MakeCallerAsync("pages");
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await MakeAgentAsync(client, Agent(account)));
        }

        var first = await client.GetJsonAsync($"{Agents}?limit=2");
        var second = await client.GetJsonAsync($"{Agents}?limit=2&cursor={first.Json["next_cursor"]}");
        Assert.Equal(ids, first.Items.Concat(second.Items).Select(agent => (string)agent!["id"]!));
        Assert.Null((string?)second.Json["next_cursor"]);
        Assert.Equal("invalid_limit", (await client.GetJsonAsync($"{Agents}?limit=0")).Code);
        Assert.Equal("invalid_cursor", (await client.GetJsonAsync($"{Agents}?cursor=*")).Code);
        Assert.Equal("invalid_cursor", (await client.GetJsonAsync($"{Agents}?cursor=AA")).Code);
    }

    [Fact]
    public async Task All_faults_of_a_body_are_told_in_one_message_with_their_paths()
    {
        var refused = await server.Client.PostJsonAsync(Agents, """{"account_id":"nowhere","tasks":[{"default":true,"steps":[{"say":"A"},{"shout":"B"}]}],"stream_url":"http://a/"}""");
        Assert.Equal((400, "invalid_agent"), ((int)refused.Status, refused.Code));
        foreach (var path in new[] { "/name: ", "/tasks/0/greeting: ", "/tasks/0/steps/1: ", "/stream_url: ", "/account_id: " })
        {
            Assert.Contains(path, (string)refused.Json["message"]!, StringComparison.Ordinal);
        }

        // A mailbox places no calls.
        Assert.Contains("/account_id: ", (string)(await server.Client.PostJsonAsync(Agents, Agent("sandbox_email").ToJsonString())).Json["message"]!, StringComparison.Ordinal);
        var many = await server.Client.PostJsonAsync(Agents, $$"""{"name":"A","account_id":"sandbox_voice","tasks":[{"default":true,"greeting":"Hi","steps":[{{string.Join(',', Enumerable.Repeat("{}", 90))}}]}]}""");
        Assert.EndsWith("And 40 more.", (string)many.Json["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_uploaded_recording_is_played_by_its_number()
    {
        var uploaded = await server.Client.UploadAsync(Uploads.Voice, Uploads.Wav(1), "hello.wav");
        uploaded.Came(200);
        var agent = Agent();
        agent["tasks"]![0]!["steps"] = new JsonArray(new JsonObject { ["play"] = (long)uploaded.Json["id"]! });
        var id = await MakeAgentAsync(server.Client, agent);
        Assert.Equal((long)uploaded.Json["id"]!, (long)(await server.Client.GetJsonAsync($"{Agents}/{id}")).Item["tasks"]![0]!["steps"]![0]!["play"]!);
        var call = await WhenEndedAsync(server.Client, await CallAsync(server.Client, id, "+14155550100"));
        Assert.Equal("completed", (string)call["outcome"]!);
    }

    [Fact]
    public async Task A_key_does_what_its_scopes_allow()
    {
        var (reader, writer) = (await server.ConnectAsync("calls:read"), await server.ConnectAsync("calls:write"));
        var agent = await MakeAgentAsync(writer);
        (await reader.GetJsonAsync($"{Agents}/{agent}")).Came(200);
        (await reader.GetJsonAsync(AllCalls)).Came(200);
        await CallAsync(writer, agent, "+14155550100");
        foreach (var (client, method, path) in new[]
        {
            (reader, HttpMethod.Post, Agents), (reader, HttpMethod.Put, $"{Agents}/{agent}"), (reader, HttpMethod.Delete, $"{Agents}/{agent}"), (reader, HttpMethod.Post, MakeCall),
            (reader, HttpMethod.Post, $"{AllCalls}/call_x/hangup"), (writer, HttpMethod.Get, Agents), (writer, HttpMethod.Get, AllCalls), (writer, HttpMethod.Get, $"{AllCalls}/call_x/recording"),
        })
        {
            var refused = await client.SendJsonAsync(method, path, method == HttpMethod.Get ? null : new { });
            Assert.True(refused.Code == "permission_denied" && (int)refused.Status == 403, $"{method} {path}: {refused}");
        }
    }

    private static JsonObject Bare(JsonNode agent)
    {
        var bare = agent.DeepClone().AsObject();
        bare.Remove("updated_at");
        return bare;
    }
}

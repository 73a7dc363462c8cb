using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Channels.Sandbox;
using Postrider.Dispatching;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Testing.Engine;

/// <summary>Nodes that carry calls in the sandbox, and calls to give them.</summary>
public static class CallHouse
{
    public const string AgentId = "agent_test";

    public static CallPlan Plan { get; } = new() { AgentId = AgentId, Greeting = "Hello {{name}}." };

    /// <param name="timeScale">Of the sandbox's second of ringing and five of talking.</param>
    public static Task<TestNode> StartAsync(Database database, double timeScale = 0.01, TimeProvider? time = null, EngineOptions? options = null) => TestNode.StartAsync(
        database,
        services => services
            .AddSingleton(made => new SandboxCarrier(made.GetRequiredService<ISandboxFarSide>(), made.GetRequiredService<ICallLog>(), made.GetRequiredService<CallSettlement>(), made.GetRequiredService<TimeProvider>(), timeScale))
            .AddSingleton<IDriver>(made => new SandboxDriver(made.GetRequiredService<ISandboxFarSide>(), made.GetRequiredService<SandboxCarrier>(), made.GetRequiredService<TimeProvider>(), timeScale)),
        time,
        options);

    /// <summary>A node that accepts and lets nothing start.</summary>
    public static Task<TestNode> StartApiAsync(Database database) => StartAsync(database, options: new EngineOptions { Roles = "api" });

    /// <summary>A voice account in a workspace of its own.</summary>
    public static async Task<Account> MakeVoiceAsync(this TestNode node, string name, Func<Account, Account>? change = null) => await node.MakeAccountAsync(
        await node.MakeWorkspaceAsync(name),
        "voice",
        account =>
        {
            var voice = account with { Kind = "sandbox", Channel = Channel.Voice, MaxConnections = 100, Settings = new() { ["channel"] = "voice" } };
            return change?.Invoke(voice) ?? voice;
        });

    /// <param name="to">An E.164 number; its last two digits choose how the call goes.</param>
    public static NewJob Call(Account account, string to, CallPlan? plan = null, object? metadata = null) => new()
    {
        Workspace = account.Workspace,
        Lane = LaneName.Direct,
        AccountId = account.AccountId,
        Channel = Channel.Voice,
        Action = JobAction.Call,
        Address = $"phone:{to}",
        Gap = TimeSpan.Zero,
        Call = new NewCall(AgentId),
        Body = new JobBody
        {
            Recipient = new JobRecipient { Phone = to },
            Content = new JobContent { Call = plan ?? Plan },
            Metadata = JsonSerializer.SerializeToElement(metadata ?? new { name = "Alex" }),
        }.ToBytes(),
    };

    public static async Task<CallView> FindCallAsync(this TestNode node, WorkspaceId workspace, Guid jobId) =>
        await node.Get<ICallStore>().FindAsync(workspace, jobId, CancellationToken.None) ?? throw new InvalidOperationException($"No call {jobId}.");

    /// <summary>The call once it has ended and its job with it.</summary>
    public static Task<CallView> WhenEndedAsync(this TestNode node, WorkspaceId workspace, Guid jobId) =>
        Eventually.SeesAsync(() => node.FindCallAsync(workspace, jobId), call => call.Job.State.IsFinal() && call.Record.State == CallState.Ended, "the call has ended");

    /// <summary>What the log tells of a call, in order.</summary>
    public static async Task<IReadOnlyList<Event>> EventsOfAsync(this TestNode node, WorkspaceId workspace, Guid jobId) =>
        [.. (await node.Get<IEventStore>().ReadAsync(workspace, 0, null, 10_000, CancellationToken.None)).Where(entry => entry.JobId == jobId && entry.Kind.StartsWith("call.", StringComparison.Ordinal))];
}

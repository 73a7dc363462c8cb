using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Jobs;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promise 11: the secret reaches its driver, and neither the database's tables nor the log ever hold it in the clear.</summary>
public sealed class SecretsStayInsideTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Secret = "correct-horse-battery-staple";

    [Fact]
    public async Task Secrets_stay_inside_the_database_and_out_of_the_log()
    {
        var log = new CollectingLog();
        string? handed = null;
        var driver = new ScriptedDriver
        {
            Perform = (job, _) =>
            {
                handed = job.Account.Secrets["password"];
                return Task.FromResult<Outcome>(new Outcome.Accepted(new Delivery("message")));
            },
        };
        await using var node = await TestNode.StartAsync(database.Database, driver, logging: logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var secrets = node.Get<AccountSecrets>();
        var workspace = await node.MakeWorkspaceAsync("secrets");
        var account = await node.MakeAccountAsync(workspace, "mail", made => made with { SealedSecrets = secrets.Seal(workspace, "mail", new Dictionary<string, string> { ["password"] = Secret }) });
        var job = (await node.AcceptedAsync(TestNode.Mail(account))).JobId;
        await Eventually.SeesAsync(() => node.FindAsync(workspace, job), view => view.State == JobState.Succeeded, "it has been sent");

        Assert.Equal(Secret, handed);
        Assert.DoesNotContain(Secret, log.Text, StringComparison.Ordinal);
        foreach (var table in await TablesAsync())
        {
            Assert.False(await HoldsAsync(table), $"Table {table} holds the secret in the clear.");
        }
    }

    private async Task<List<string>> TablesAsync()
    {
        await using var command = database.Database.Read.CreateCommand("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'");
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private async Task<bool> HoldsAsync(string table)
    {
        await using var command = database.Database.Read.CreateCommand($"select exists (select from \"{table}\" t where t::text like $1 or t::text like $2)");
        command.Parameters.AddWithValue($"%{Secret}%");
        command.Parameters.AddWithValue($"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret))}%");
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private sealed class CollectingLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

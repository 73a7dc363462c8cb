using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Npgsql;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.IntegrationTests.Mail;
using Postrider.IntegrationTests.Promises;
using Postrider.Jobs;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.MailPeers;

/// <summary>A server that drops at one step, for every other mail: before the final dot the mail is sent again, after it only where the Sent folder proves that it never left.</summary>
[Collection(Alone.Name)]
public sealed class MailDropsTests(ITestOutputHelper output)
{
    private const int Jobs = 200;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SmtpStep.Greeting)]
    [InlineData(SmtpStep.Hello)]
    [InlineData(SmtpStep.SignIn)]
    [InlineData(SmtpStep.MailFrom)]
    [InlineData(SmtpStep.Recipient)]
    [InlineData(SmtpStep.Data)]
    [InlineData(SmtpStep.Told)]
    public async Task Dropped_where_it_is_certain_whether_the_mail_left_every_job_succeeds_exactly_once(SmtpStep step)
    {
        await using var smtp = new ScriptedSmtpServer { Script = EveryOther(step) };
        await using var run = await RunAsync(smtp, null);
        Assert.Equal(Jobs, run.Count("succeeded"));
        Assert.Equal(Jobs, TakenOnce(smtp));
        Assert.Equal(0, await run.CountAsync("select count(*) from attempt where outcome = 'unknown'"));
    }

    [Fact]
    public async Task Dropped_at_starttls_every_job_succeeds_exactly_once()
    {
        using var certificate = Certificates.Make();
        await using var smtp = new ScriptedSmtpServer(new ScriptedSmtpOptions { Certificate = certificate }) { Script = EveryOther(SmtpStep.StartTls) };
        await using var run = await RunAsync(smtp, null, change: settings => (settings["security"], settings["certificate_sha256"]) = ("starttls", certificate.Sha256));
        Assert.Equal(Jobs, run.Count("succeeded"));
        Assert.Equal(Jobs, TakenOnce(smtp));
        Assert.All(smtp.Messages, message => Assert.True(message.WasSecure));
    }

    /// <summary>The body and the dot are on their way together, so a drop within a short body cannot be told from one after the dot. Of a long one it can.</summary>
    [Fact]
    public async Task Dropped_within_a_long_body_every_job_succeeds_exactly_once()
    {
        await using var smtp = new ScriptedSmtpServer { Script = EveryOther(SmtpStep.Body) };
        await using var run = await RunAsync(smtp, null, text: new string('x', 60) + string.Concat(Enumerable.Repeat("\nA long line of a long mail, again and again.", 200_000)), jobs: 20);
        Assert.Equal(20, run.Count("succeeded"));
        Assert.Equal(20, TakenOnce(smtp));
    }

    [Theory]
    [InlineData(SmtpStep.Body)]
    [InlineData(SmtpStep.Dot)]
    [InlineData(SmtpStep.Taken)]
    public async Task Dropped_after_the_dot_and_filed_by_the_server_every_job_succeeds_exactly_once(SmtpStep step)
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var smtp = new ScriptedSmtpServer { OnTaken = message => dovecot.AppendAsync(DovecotServer.Team, "Sent", message.Content) };
        await using var run = await RunAsync(smtp, dovecot, learns: true, script: EveryOther(step));
        Assert.Equal(Jobs, run.Count("succeeded"));
        Assert.Equal(Jobs + 1, TakenOnce(smtp));
        Assert.True(await run.CountAsync("select count(*) from attempt where outcome = 'unknown'") >= Jobs / 4);
        Assert.Equal(step == SmtpStep.Taken ? "present" : "absent", await run.TextAsync("select min(found) from attempt where found is not null"));
    }

    [Theory]
    [InlineData(SmtpStep.Dot, true)]
    [InlineData(SmtpStep.Taken, true)]
    [InlineData(SmtpStep.Dot, false)]
    [InlineData(SmtpStep.Taken, false)]
    public async Task Dropped_after_the_dot_without_a_sent_folder_that_proves_anything_the_job_says_so_and_is_not_sent_again(SmtpStep step, bool appends)
    {
        await using var dovecot = appends ? await DovecotServer.StartAsync() : null;
        await using var smtp = new ScriptedSmtpServer { Script = EveryOther(step) };
        await using var run = await RunAsync(smtp, dovecot);
        var unknown = await run.CountAsync("select count(*) from finished_job where error_code = 'outcome_unknown'");
        output.WriteLine($"{unknown} of {Jobs} ended outcome_unknown");
        Assert.True(unknown >= Jobs / 4);
        Assert.Equal(Jobs, unknown + run.Count("succeeded"));
        Assert.Equal(Jobs, await run.CountAsync("select count(*) from attempt"));
        Assert.Equal(step == SmtpStep.Taken ? Jobs : run.Count("succeeded"), TakenOnce(smtp));
    }

    /// <summary>By the server's own count, so that about half of all sessions, or mails, are dropped.</summary>
    private static Func<SmtpMoment, SmtpAnswer?> EveryOther(SmtpStep step) => moment =>
        moment.Step == step && (step < SmtpStep.MailFrom ? moment.Session : moment.Message) % 2 == 1 ? SmtpAnswer.Reset : null;

    /// <summary>How many mails the server took, each of which must be another.</summary>
    private static int TakenOnce(ScriptedSmtpServer smtp)
    {
        var ids = smtp.Messages.Where(message => message.IsTaken).Select(MessageId).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        return ids.Length;
    }

    private static string MessageId(SmtpMessage message) => message.Text.Split("\r\n").First(line => line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase));

    private static async Task<DropRun> RunAsync(ScriptedSmtpServer smtp, DovecotServer? dovecot, bool learns = false, Func<SmtpMoment, SmtpAnswer?>? script = null, string text = "Hello", int jobs = Jobs, Action<JsonObject>? change = null)
    {
        var run = new DropRun(await TestDatabase.CreateAsync(), new RunningClock());
        await run.StartAsync();
        var account = await MailNode.MakeAccountAsync(run.Node, "drops", smtp.Port, dovecot, change);
        if (learns)
        {
            await run.AcceptAsync(account, ["first@example.com"], text);
            await run.EndAsync(1);
            await Eventually.SeesAsync(() => run.CountAsync("select count(*) from mailbox where files_sent"), count => count == 1, "the server was seen to file its mail");
            run.Forget();
        }

        smtp.Script = script ?? smtp.Script;
        await run.AcceptAsync(account, Enumerable.Range(0, jobs).Select(number => $"to{number}@example.com"), text);
        await run.EndAsync(jobs);
        return run;
    }

    private sealed class DropRun(TestDatabase database, RunningClock clock) : IAsyncDisposable
    {
        private readonly ConcurrentBag<Guid> _jobs = [];
        private TestNode? _node;
        private Dictionary<string, int> _states = [];

        public TestNode Node => _node!;

        public async Task StartAsync() => _node = await MailNode.StartAsync(database, clock, TestNode.Turned);

        public async Task AcceptAsync(Account account, IEnumerable<string> addresses, string text)
        {
            var receptions = await Node.AcceptAllAsync([.. addresses.Select(address => TestNode.Mail(account, address) with { Body = Body(address, text) })]);
            foreach (var reception in receptions)
            {
                _jobs.Add(Assert.IsType<Reception.Accepted>(reception).JobId);
            }
        }

        /// <summary>Turns the clocks whenever nothing is under way, until every job has ended.</summary>
        public async Task EndAsync(int count)
        {
            await Eventually.SeesAsync(
                async () =>
                {
                    // In one look: what ended between two would seem to be at rest.
                    var live = await CountAsync("select count(*) from live_job");
                    if (await CountAsync("select (count(*) > 0 and count(*) filter (where state = 'running' or due_at <= postrider_now() and state = 'waiting' or look_at <= postrider_now()) = 0)::int::bigint from live_job") == 1)
                    {
                        await database.TurnAsync(TimeSpan.FromMinutes(2));
                        clock.Turn(TimeSpan.FromMinutes(2));
                    }

                    return live;
                },
                live => live == 0, "every job has ended", TimeSpan.FromMinutes(3));
            await using var command = database.Database.Read.CreateCommand("select state, count(*)::int from finished_job where job_id = any($1) group by state");
            command.Parameters.Add(new NpgsqlParameter { Value = _jobs.ToArray() });
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
            {
                _states[reader.GetString(0)] = reader.GetInt32(1);
            }

            Assert.Equal(count, _states.Values.Sum());
        }

        /// <summary>What was so far does not count.</summary>
        public void Forget()
        {
            _jobs.Clear();
            _states = [];
        }

        public int Count(string state) => _states.GetValueOrDefault(state);

        public async Task<long> CountAsync(string sql)
        {
            await using var command = database.Database.Read.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync(Cancellation))!;
        }

        public async Task<string?> TextAsync(string sql)
        {
            await using var command = database.Database.Read.CreateCommand(sql);
            return await command.ExecuteScalarAsync(Cancellation) as string;
        }

        public async ValueTask DisposeAsync()
        {
            await Node.DisposeAsync();
            await database.DisposeAsync();
        }

        private static byte[] Body(string address, string text) =>
            new JobBody { Recipient = new JobRecipient { Address = address }, Content = new JobContent { Subject = "Hi", Text = text } }.ToBytes();
    }
}

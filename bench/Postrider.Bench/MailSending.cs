using System.Diagnostics;
using System.Text.Json;
using Postrider.Mail.Mime;
using Postrider.Mail.Smtp;
using Postrider.Mail.Wire;

namespace Postrider.Bench;

/// <summary>P4, the client alone: mails composed and sent over a few sessions, one after another on each.</summary>
internal static class MailSending
{
    private const int Sessions = 10;

    /// <summary>Two kilobytes on the wire, as the peers send.</summary>
    public static string Text { get; } = string.Concat(Enumerable.Repeat("A line of a plain mail, neither long nor short.\n", 33));

    public static async Task RunAsync(BenchOptions options)
    {
        var host = new MailHost { Host = "127.0.0.1", Port = options.Port, Security = WireSecurity.None };
        var clock = Stopwatch.StartNew();
        var sent = (await Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => Task.Run(() => SendAsync(host, session, clock, options.Limit))))).Sum();
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new { finished = sent, seconds, per_second = sent / seconds }));
    }

    private static async Task<int> SendAsync(MailHost host, int number, Stopwatch clock, TimeSpan limit)
    {
        await using var session = await SmtpSession.OpenAsync(host, null, "bench.test", TimeProvider.System, CancellationToken.None);
        var sent = 0;
        while (clock.Elapsed < limit)
        {
            var mail = new OutgoingMail
            {
                From = new MailAddress("team@bench.test", "Team"),
                To = [new MailAddress("alex@bench.test")],
                MessageId = $"{number}.{sent}@bench.test",
                Date = TimeProvider.System.GetUtcNow(),
                Subject = "Quick introduction",
                Text = Text,
            };
            var result = await session.SendAsync(new SmtpMail("team@bench.test", "alex@bench.test", MailComposer.Compose(mail)), static () => true, CancellationToken.None);
            if (result is not SmtpResult.Accepted)
            {
                throw new InvalidOperationException($"Mail {sent} of session {number} ended as {result}.");
            }

            sent++;
        }

        return sent;
    }
}

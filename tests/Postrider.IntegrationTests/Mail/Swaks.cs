using System.Diagnostics;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.IntegrationTests.Mail;

/// <summary>Mail that comes from outside to the team's mailbox.</summary>
internal static class Swaks
{
    public static Task SubmitAsync(MailHouse house, string from, string subject, string text, params string[] headers) => SubmitAsync(house, from, subject, text, [], headers);

    public static async Task SubmitAsync(MailHouse house, string from, string subject, string text, IReadOnlyList<string> options, params string[] headers)
    {
        var start = new ProcessStartInfo("swaks") { RedirectStandardOutput = true };
        string[] arguments = ["--server", $"{Peers.Loopback}:{house.Postfix.IncomingPort}", "--from", from, "--to", DovecotServer.Team, "--header", $"Subject: {subject}", "--body", text, .. options, .. headers.SelectMany(header => (string[])["--add-header", header])];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var swaks = Process.Start(start)!;
        var said = await swaks.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await swaks.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(swaks.ExitCode == 0, said);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Postrider.Testing.Mail;

/// <summary>Postfix's smtp-sink: takes every message, keeps none, counts. For measuring speed.</summary>
public sealed partial class SmtpSink : IAsyncDisposable
{
    private const string Program = "/usr/sbin/smtp-sink";

    private readonly ServerShell _shell;

    private SmtpSink(ServerShell shell) => _shell = shell;

    /// <summary>Why it cannot run on this machine; null: it can.</summary>
    public static string? Missing => Peers.Lacking("postfix", Program);

    public int Port { get; } = FreePort.Take();

    /// <summary>Messages taken.</summary>
    public int Messages => Count("mesg");

    /// <summary>Sessions begun.</summary>
    public int Sessions => Count("sess");

    /// <param name="arguments">Further arguments: <c>-w 1</c> waits a second before each answer to DATA, <c>-m 5</c> takes five sessions at once.</param>
    public static async Task<SmtpSink> StartAsync(string arguments = "")
    {
        Peers.Require(Missing);
        var sink = new SmtpSink(await ServerShell.OpenAsync());
        try
        {
            await sink._shell.StartAsync($"exec {Program} -c {(Environment.IsPrivilegedProcess ? "-u nobody" : "")} {arguments} {Peers.Loopback}:{sink.Port} 1000", sink.Port);
            return sink;
        }
        catch
        {
            await sink.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    // It writes its counters over one another in one line.
    private int Count(string name) =>
        Counter().Matches(_shell.Output).LastOrDefault(match => match.Groups["name"].Value == name) is { } last ? int.Parse(last.Groups["count"].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"(?<name>[a-z]+)=(?<count>\d+)")]
    private static partial Regex Counter();
}

using System.Diagnostics;
using Postrider.Testing.Mail;

namespace Postrider.Testing;

/// <summary>A real browser without a window. It reaches nothing but one address: whatever else it asks for goes to that address as well, and is seen there.</summary>
public static class Browser
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(3);

    /// <summary>Opens a page, lets it come to rest, and returns the document as it is then, with what the browser itself had to say of it.</summary>
    public static async Task<(string Document, string Console)> OpenAsync(Uri page, CancellationToken cancellationToken)
    {
        Peers.Require(Programs.Find("chromium") is null ? "chromium was not found; install the Debian package chromium" : null);
        var folder = Directory.CreateTempSubdirectory("postrider-browser-").FullName;
        try
        {
            var start = new ProcessStartInfo("chromium") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[]
            {
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-default-apps", "--disable-extensions", $"--user-data-dir={folder}", $"--proxy-server={page.Authority}", "--proxy-bypass-list=<-loopback>",
                "--enable-logging=stderr", "--v=0", "--dump-dom", page.AbsoluteUri,
            })
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            try
            {
                var words = process.StandardError.ReadToEndAsync(cancellationToken);
                var document = await process.StandardOutput.ReadToEndAsync(cancellationToken).WaitAsync(_longest, TimeProvider.System, cancellationToken);
                var console = (await words).Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal));
                return (document, string.Join('\n', console));
            }
            finally
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // A process that the browser left behind still writes into it; it lies in the system's temp folder.
            }
        }
    }
}

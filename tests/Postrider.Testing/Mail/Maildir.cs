using System.Globalization;

namespace Postrider.Testing.Mail;

/// <summary>A mailbox as its files lie on disk, for assertions about every byte.</summary>
public sealed class Maildir(string root)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <param name="folder">Its name as on the wire, with slashes between its parts.</param>
    public IReadOnlyList<MaildirFile> Read(string folder = "INBOX")
    {
        var place = folder == "INBOX" ? root : Path.Combine(root, "." + folder.Replace('/', '.'));
        while (true)
        {
            try
            {
                return
                [
                    .. from part in (string[])["new", "cur"]
                       let path = Path.Combine(place, part)
                       where Directory.Exists(path)
                       from file in Directory.EnumerateFiles(path)
                       let name = Path.GetFileName(file)
                       orderby Moment(name), name
                       select new MaildirFile(name, File.ReadAllBytes(file)),
                ];
            }
            catch (FileNotFoundException)
            {
                // A session gave it other flags, which is a rename; the next look sees the new name.
            }
        }
    }

    /// <summary>Waits until so many messages are there.</summary>
    public async Task<IReadOnlyList<MaildirFile>> WaitAsync(int count, string folder = "INBOX", CancellationToken cancellationToken = default)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = Read(folder);
            if (found.Count >= count)
            {
                return found;
            }

            if (TimeProvider.System.GetElapsedTime(since) > _patience)
            {
                throw new TimeoutException($"{folder} has {found.Count} of {count} messages.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    // Names begin with seconds, then microseconds after an M: "1795267485.M786797P15818.host".
    private static (long Seconds, long Microseconds) Moment(string name)
    {
        var parts = name.Split('.', 3);
        var micro = parts.Length > 1 ? parts[1].Split('M', 2) : [];
        return (Digits(parts[0]), micro.Length == 2 ? Digits(micro[1]) : 0);
    }

    private static long Digits(string text) =>
        long.TryParse(text.AsSpan(0, text.AsSpan().IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length), CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <param name="Content">Every byte of the file. Dovecot keeps line ends as they came; Postfix, where it files mail itself, writes bare line feeds.</param>
public sealed record MaildirFile(string Name, byte[] Content)
{
    /// <summary>The letters of Maildir: S for seen, R for answered, D for a draft, F, T.</summary>
    public string Flags => Name.Split(":2,") is [_, var flags] ? flags : "";

    public string Text => System.Text.Encoding.UTF8.GetString(Content);
}

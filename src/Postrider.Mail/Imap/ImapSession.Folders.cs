using System.Text;

namespace Postrider.Mail.Imap;

public sealed partial class ImapSession
{
    private const int MostFolders = 20_000;
    private const int MostBytesOfFolders = 8 * 1024 * 1024;
    private const int MostAttributes = 50;
    private const int LongestName = 4096;

    private static readonly Dictionary<string, SpecialUse> _uses = new(StringComparer.OrdinalIgnoreCase)
    {
        [@"\Sent"] = SpecialUse.Sent,
        [@"\Drafts"] = SpecialUse.Drafts,
        [@"\Junk"] = SpecialUse.Junk,
        [@"\Trash"] = SpecialUse.Trash,
        [@"\All"] = SpecialUse.All,
        [@"\Archive"] = SpecialUse.Archive,
        [@"\Flagged"] = SpecialUse.Flagged,
    };

    /// <summary>Names that cannot be made again from what they were decoded to.</summary>
    private readonly Dictionary<string, byte[]> _oddNames = [];
    private bool _hasUtf8;

    /// <summary>All folders. Where the server says of none that it is for sent mail, the likeliest by name is taken for it.</summary>
    public async Task<IReadOnlyList<ImapFolder>> ListAsync(CancellationToken cancellationToken)
    {
        _oddNames.Clear();
        var plain = new ImapCommand("LIST").String("").String("*");
        var folders = HasAll("SPECIAL-USE", "LIST-EXTENDED") || Capabilities.Contains("IMAP4rev2")
            ? await TryListAsync(new ImapCommand("LIST").String("").String("*").Words("RETURN (SPECIAL-USE)"), cancellationToken) ?? await ListAsync(plain, cancellationToken)
            : await ListAsync(plain, cancellationToken);
        return folders.Any(folder => folder.SpecialUse == SpecialUse.Sent) || SentNames.Guess(folders) is not { } sent
            ? folders
            : [.. folders.Select(folder => folder == sent ? folder with { SpecialUse = SpecialUse.Sent } : folder)];
    }

    /// <summary>Opens a folder for searching and fetching.</summary>
    public async Task<ImapSelected> SelectAsync(string folder, bool readOnly, CancellationToken cancellationToken)
    {
        var codes = new Dictionary<string, uint>();
        uint? exists = null;
        var end = await _dialogue.DoAsync(
            new ImapCommand(readOnly ? "EXAMINE" : "SELECT").String(Name(folder)),
            new ImapAnswers
            {
                Take = response =>
                {
                    if (response is { Code: "UIDVALIDITY" or "UIDNEXT" } && UidSet.TryNumber(response.CodeText, out var number))
                    {
                        codes[response.Code] = number;
                    }

                    exists = response.Is("EXISTS") ? response.Number ?? exists : exists;
                },
            },
            cancellationToken);
        _dialogue.HasNews = false;
        return codes.TryGetValue("UIDVALIDITY", out var validity)
            ? new ImapSelected(validity, codes.TryGetValue("UIDNEXT", out var next) ? next : null, exists ?? 0, readOnly || end.Code == "READ-ONLY")
            : throw _dialogue.NotImap();
    }

    /// <summary>Makes a folder; false: it is there already.</summary>
    public async Task<bool> CreateAsync(string folder, CancellationToken cancellationToken)
    {
        var end = await _dialogue.AskAsync(new ImapCommand("CREATE").String(Name(folder)), ImapAnswers.Ignored, cancellationToken);
        if (end.Is("OK"))
        {
            return true;
        }

        // Many servers have no code for it, so the folder itself is looked for.
        return end.Is("NO") && (end.Code == "ALREADYEXISTS" || (await ListAsync(new ImapCommand("LIST").String("").String(Name(folder)), cancellationToken)).Any(there => there.Name == folder))
            ? false
            : throw _dialogue.Failure("CREATE", end);
    }

    private bool HasAll(params string[] names) => names.All(Capabilities.Contains);

    /// <summary>Asks for names in UTF-8, where the server has that. One that does not keep its word goes on without.</summary>
    private async Task EnableUtf8Async(CancellationToken cancellationToken)
    {
        _hasUtf8 = Capabilities.Contains("IMAP4rev2") && !Capabilities.Contains("IMAP4rev1");
        if (Capabilities.Contains("ENABLE") && (Capabilities.Contains("UTF8=ACCEPT") || Capabilities.Contains("UTF8=ONLY")))
        {
            await _dialogue.AskAsync(
                new ImapCommand("ENABLE").Words("UTF8=ACCEPT"),
                new ImapAnswers { Take = response => _hasUtf8 |= response.Is("ENABLED") && response.Values().Any(value => value.IsAtom("UTF8=ACCEPT")) },
                cancellationToken);
        }
    }

    private async Task<IReadOnlyList<ImapFolder>?> TryListAsync(ImapCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(command, cancellationToken);
        }
        catch (ImapException exception) when (exception.Fault == ImapFault.Bad)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<ImapFolder>> ListAsync(ImapCommand command, CancellationToken cancellationToken)
    {
        var folders = new Dictionary<string, ImapFolder>();
        var bytes = 0;
        await _dialogue.DoAsync(
            command,
            new ImapAnswers
            {
                Take = response =>
                {
                    if (response.Is("LIST"))
                    {
                        bytes += response.Data.Length;
                        if (bytes > MostBytesOfFolders || folders.Count == MostFolders)
                        {
                            throw new FormatException("There are more folders than there can be.");
                        }

                        if (Read(response.Values()) is { } folder)
                        {
                            folders[folder.Name] = folder;
                        }
                    }
                },
            },
            cancellationToken);
        return [.. folders.Values];
    }

    private ImapFolder? Read(IReadOnlyList<ImapValue> values)
    {
        if (values is not [{ Shape: ImapShape.List } flags, var delimiter, { Shape: ImapShape.Atom or ImapShape.String or ImapShape.Nil } name, ..] || name.Bytes.Length > LongestName)
        {
            throw new FormatException("A folder is listed in no known way.");
        }

        // A folder that is called NIL and not quoted is still a folder; one without a name is the hierarchy's root.
        var wire = name.Shape == ImapShape.Nil ? "NIL"u8.ToArray() : name.Bytes.ToArray();
        var decoded = Decode(wire);
        if (decoded.Length == 0 || HasControls(decoded))
        {
            return null;
        }

        var attributes = new HashSet<string>(flags.Items.Take(MostAttributes).Select(flag => flag.Text), StringComparer.OrdinalIgnoreCase);
        var use = attributes.Select(attribute => _uses.GetValueOrDefault(attribute)).FirstOrDefault(use => use != SpecialUse.None);
        return new ImapFolder(
            decoded,
            delimiter is { Shape: ImapShape.String or ImapShape.Atom } && delimiter.Text is [var one] ? one : null,
            attributes,
            decoded.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? SpecialUse.Inbox : use);
    }

    private string Decode(byte[] wire)
    {
        var text = Encoding.UTF8.GetString(wire);
        var decoded = !_hasUtf8 && ModifiedUtf7.TryDecode(text, out var plain) ? plain : text;
        if (!Encode(decoded).AsSpan().SequenceEqual(wire))
        {
            _oddNames[decoded] = wire;
        }

        return decoded;
    }

    /// <summary>Some servers repeat a name in their answer with its line ends, so that it would be read as an answer of its own.</summary>
    private byte[] Name(string folder) =>
        HasControls(folder) ? throw new ArgumentException("No folder's name can have a control character in it.", nameof(folder))
        : _oddNames.TryGetValue(folder, out var wire) ? wire
        : Encode(folder);

    private static bool HasControls(string name) => name.Any(char.IsControl);

    private byte[] Encode(string folder) => Encoding.UTF8.GetBytes(_hasUtf8 ? folder : ModifiedUtf7.Encode(folder));
}

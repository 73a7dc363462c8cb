using System.Text.Json;
using Postrider.Attempts;
using Postrider.Contacts;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>Messages to numbers on WhatsApp.</summary>
internal sealed class WhatsAppSends(UnipileHandOver handOver, UnipileBudget budget, UnipileMissing missing, IProfileStore profiles, IContentStore contents)
{
    public const string Action = "message";

    private const string Suffix = "@s.whatsapp.net";
    private const string HiddenSuffix = "@lid";
    private static readonly TimeSpan _ever = TimeSpan.FromDays(36_500);

    /// <summary>What WhatsApp calls whoever has this address; null: nobody there can have it.</summary>
    public static string? FarId(string address)
    {
        var bare = RecipientAddress.Bare(address);
        var digits = bare.StartsWith('+') ? bare[1..] : bare;
        return digits.Length is >= 5 and <= 20 && digits.All(char.IsAsciiDigit) ? digits + Suffix
            : bare.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < bare.Length - 1 && !bare.Any(char.IsWhiteSpace) ? bare
            : null;
    }

    /// <summary>The address of whoever WhatsApp calls so; null: the id is not a number.</summary>
    public static string? Address(string farId) =>
        farId.EndsWith(Suffix, StringComparison.Ordinal) && farId[..^Suffix.Length] is { Length: > 0 } digits && digits.All(char.IsAsciiDigit) ? RecipientAddress.Phone($"+{digits}") : null;

    /// <summary>The address of a number as WhatsApp shows it; null: it is none.</summary>
    public static string? AddressOfNumber(string number) => Address($"{number.TrimStart('+')}{Suffix}");

    /// <summary>A chat of two has the id of the other one.</summary>
    public static bool IsOfTwo(string? chatId) => chatId is not null && (chatId.EndsWith(Suffix, StringComparison.Ordinal) || chatId.EndsWith(HiddenSuffix, StringComparison.Ordinal));

    public async Task<Outcome> PerformAsync(DriverJob job, UnipileAccount account, CancellationToken cancellationToken)
    {
        if (FarId(job.Address) is not { } farId)
        {
            return new Outcome.Refused("This is neither a phone number nor an id of WhatsApp's.", UnipileRefusals.NotFound);
        }

        var (workspace, accountId) = (job.Job.Workspace, job.Account.Account.AccountId);
        var known = await profiles.FindAsync(workspace, accountId, job.Address, _ever, cancellationToken);
        if (known?.FarId != farId)
        {
            known = new FarProfile(farId, FarProfile.Unknown);
            await profiles.KeepAsync(workspace, accountId, job.Address, known, cancellationToken);
        }

        if (await UnipileWords.ReadAsync(job, farId, known.ChatId, contents, cancellationToken) is not { } words)
        {
            return new Outcome.Refused("A file of the message is not stored any more.");
        }

        var handed = await handOver.MakeAsync(job, account, Action, api => api.SayAsync(account, words, cancellationToken), Said, cancellationToken);
        if (handed.Outcome is Outcome.Accepted && known.ChatId is null && handed.Body?.Id("chat_id") is { } begun)
        {
            await NoteAsync(job, known with { ChatId = begun });
            if (begun != farId && begun.EndsWith(HiddenSuffix, StringComparison.Ordinal))
            {
                // Of a chat with one person the id is the person's own: by this one they may answer.
                await NoteAsync(job, new FarProfile(begun, FarProfile.Unknown), HiddenKey(job.Address));
            }
        }

        if (handed.Refusal?.Meaning == RefusalMeaning.Missing)
        {
            if (known.ChatId is null)
            {
                return await missing.ResolveAsync(account, handed.Outcome, cancellationToken);
            }

            await NoteAsync(job, known with { ChatId = null });
            return new Outcome.Deferred("The conversation is gone: another is begun.");
        }

        return handed.Outcome;
    }

    /// <summary>Where the id is kept by which WhatsApp hides the number of whoever has this address.</summary>
    public static string HiddenKey(string address) => $"{address}/lid";

    private Task NoteAsync(DriverJob job, FarProfile profile, string? key = null) =>
        budget.QuietlyAsync(job, () => profiles.KeepAsync(job.Job.Workspace, job.Account.Account.AccountId, key ?? job.Address, profile, CancellationToken.None));

    private static Delivery? Said(JsonElement answer) => answer.Id("message_id") is { } id ? new Delivery(Action, id) { IsSaid = true } : null;
}

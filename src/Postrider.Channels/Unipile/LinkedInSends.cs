using System.Globalization;
using System.Text.Json;
using Postrider.Attempts;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>Messages, invitations, InMails and voice messages to people on LinkedIn.</summary>
internal sealed class LinkedInSends(LinkedInPeople people, UnipileHandOver handOver, UnipileBudget budget, UnipileMissing missing, IContentStore contents)
{
    /// <summary>From here on LinkedIn is about to refuse.</summary>
    private const double UsageOfWarning = 90;

    public async Task<Outcome> PerformAsync(DriverJob job, UnipileAccount account, CancellationToken cancellationToken)
    {
        if (job.Action == JobAction.InMail && account is { IsV2: true, Product: UnipileAccount.Classic })
        {
            return new Outcome.Refused(UnipileV2.NoClassicInMail, JobFault.InMailNotAvailable);
        }

        var product = job.Action == JobAction.InMail && account.Product != UnipileAccount.Classic ? account.Product : null;
        var person = await people.FindAsync(job, account, dependsOnRelation: job.Action != JobAction.InMail, product, cancellationToken);
        if (person.Profile is not { } profile)
        {
            return person.Fault!;
        }

        var step = LinkedInRule.Of(job.Action, job.Body.Content, profile, account.Type);
        if (step.Refusal is not null && !person.IsFresh)
        {
            // What is known may be some hours old; a no for good is not said by that.
            person = await people.LookAsync(job, account, product, cancellationToken);
            if (person.Profile is null)
            {
                return person.Fault!;
            }

            profile = person.Profile;
            step = LinkedInRule.Of(job.Action, job.Body.Content, profile, account.Type);
        }

        if (step.Refusal is { } refusal)
        {
            return refusal;
        }

        var outcome = step.ResolvedAction == LinkedInRule.Invitation
            ? await InviteAsync(job, account, profile, cancellationToken)
            : await SayAsync(job, account, profile, step.ResolvedAction!, product, cancellationToken);
        return outcome is Outcome.Refused refused && account.IsV2 && !person.IsFresh ? await ReconsiderAsync(job, account, product, step, refused, cancellationToken) : outcome;
    }

    /// <summary>Version 2 has no word for a relation that is not what it was; only another look tells.</summary>
    private async Task<Outcome> ReconsiderAsync(DriverJob job, UnipileAccount account, string? product, LinkedInStep step, Outcome.Refused refused, CancellationToken cancellationToken)
    {
        var person = await people.LookAsync(job, account, product, cancellationToken);
        return person.Profile is { } seen && LinkedInRule.Of(job.Action, job.Body.Content, seen, account.Type).ResolvedAction is { } other && other != step.ResolvedAction
            ? Anew(refused, $"The relation to the recipient is another by now: it goes as {other}.")
            : refused;
    }

    private async Task<Outcome> InviteAsync(DriverJob job, UnipileAccount account, FarProfile person, CancellationToken cancellationToken)
    {
        var note = string.IsNullOrWhiteSpace(job.Body.Content.Text) ? null : job.Body.Content.Text;
        var handed = await handOver.MakeAsync(job, account, UnipileKind.Invitation, api => api.InviteAsync(account, person.FarId, note, cancellationToken), Invited, cancellationToken);
        if (handed.Outcome is Outcome.Accepted)
        {
            await people.NoteAsync(job, person with { Relation = FarProfile.Pending });
            if (handed.Body?.Number("usage") >= UsageOfWarning)
            {
                await budget.PauseAsync(job, UnipileKind.Invitation);
            }

            return handed.Outcome;
        }

        switch (handed.Refusal?.Meaning)
        {
            case RefusalMeaning.Invited:
                await people.NoteAsync(job, person with { Relation = FarProfile.Pending });
                return handed.Outcome;
            case RefusalMeaning.Connected:
                await people.NoteAsync(job, person with { Relation = FarProfile.Connected });
                return job.Action == JobAction.Dispatch ? Anew(handed.Outcome, "The recipient is a connection by now: it goes as a message.") : handed.Outcome;
            case RefusalMeaning.Missing:
                return await missing.ResolveAsync(account, handed.Outcome, cancellationToken);
            default:
                return handed.Outcome;
        }
    }

    private async Task<Outcome> SayAsync(DriverJob job, UnipileAccount account, FarProfile person, string action, string? product, CancellationToken cancellationToken)
    {
        var chat = action == LinkedInRule.InMail ? null : person.ChatId;
        if (await UnipileWords.ReadAsync(job, person.FarId, chat, contents, cancellationToken) is not { } words)
        {
            return new Outcome.Refused("A file of the message is not stored any more.");
        }

        words = words with { Subject = action == LinkedInRule.InMail ? job.Body.Content.Subject : null };
        var handed = await handOver.MakeAsync(
            job, account, action == LinkedInRule.InMail ? UnipileKind.InMail : UnipileKind.DirectMessage,
            api => api.SayAsync(account, words, cancellationToken), answer => Said(answer, action, chat is null), cancellationToken);
        if (handed.Outcome is Outcome.Accepted)
        {
            if (action != LinkedInRule.InMail && chat is null && handed.Body?.Id("chat_id") is { } begun)
            {
                await people.NoteAsync(job, person with { ChatId = begun });
            }

            return handed.Outcome;
        }

        switch (handed.Refusal?.Meaning)
        {
            case RefusalMeaning.Missing when chat is not null:
                await people.NoteAsync(job, person with { ChatId = null });
                return Anew(handed.Outcome, "The conversation is gone: another is begun.");
            case RefusalMeaning.Missing:
                return await missing.ResolveAsync(account, handed.Outcome, cancellationToken);
            case RefusalMeaning.NotConnected when action != LinkedInRule.InMail:
                await people.NoteAsync(job, person with { Relation = FarProfile.None });
                return job.Action == JobAction.Dispatch ? Anew(handed.Outcome, "The recipient is no connection any more: it goes as an invitation.") : handed.Outcome;

            // That the account lacks a product for InMails says nothing about all else that it does.
            case RefusalMeaning.Broken when action == LinkedInRule.InMail && handed.Refusal.Code == JobFault.InMailNotAvailable:
                return new Outcome.Refused(((Outcome.Unreachable)handed.Outcome).Detail, JobFault.InMailNotAvailable);
            default:
                return handed.Outcome;
        }
    }

    /// <summary>Another try goes another way; nothing was handed over.</summary>
    private static Outcome.Deferred Anew(Outcome outcome, string why) => new(outcome is Outcome.Refused refused ? $"{refused.Detail} {why}" : why);

    private static Delivery? Invited(JsonElement answer) => answer.Id("invitation_id") is not { } id ? null : new Delivery(LinkedInRule.Invitation, id)
    {
        IsSaid = true,
        Facts = answer.Number("usage") is { } usage ? new Dictionary<string, string> { ["usage_percent"] = usage.ToString("0.#", CultureInfo.InvariantCulture) } : null,
    };

    /// <summary>A chat that was begun has an id, or it was not begun.</summary>
    private static Delivery? Said(JsonElement answer, string action, bool begins) =>
        (begins && answer.Id("chat_id") is null) || (answer.Id("message_id") is not { } id) ? null : new Delivery(action, id) { IsSaid = true };
}

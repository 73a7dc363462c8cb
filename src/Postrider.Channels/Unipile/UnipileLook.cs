using System.Text.Json;
using Postrider.Attempts;
using Postrider.Channels.FarSide;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>Looks whether an attempt came through: for a message in the person's chats, for an invitation in the list of those that were sent.</summary>
internal sealed class UnipileLook(UnipileApis apis, LinkedInPeople people, UnipileBudget budget, IProfileStore profiles)
{
    private const int MostChats = 10;
    private const int MostPages = 10;

    // By so much the far side's clock may be behind.
    private static readonly TimeSpan _slack = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _ever = TimeSpan.FromDays(36_500);
    private static readonly DateTimeOffset _earliest = DateTimeOffset.UnixEpoch;

    public async Task<Finding> FindAsync(DriverJob job, UnipileAccount account, CancellationToken cancellationToken)
    {
        if (job.Body.Content.Post is not null)
        {
            return new Finding.CannotTell("Whether a like came through cannot be looked up.");
        }

        if (job.Channel == Channel.WhatsApp)
        {
            return await profiles.FindAsync(job.Job.Workspace, job.Account.Account.AccountId, job.Address, _ever, cancellationToken) is { } number
                ? await FindSaidAsync(job, account, number, WhatsAppSends.Action, cancellationToken)
                : new Finding.Absent();
        }

        // Whoever was never looked up was never written to.
        var person = await people.FindKnownAsync(job, cancellationToken);
        return job.Action switch
        {
            JobAction.InMail when account.Product != UnipileAccount.Classic => new Finding.CannotTell("Messages of Sales Navigator lie in a box of its own, where they cannot be looked for."),
            _ when person is null => new Finding.Absent(),
            JobAction.Invitation => await FindInvitationAsync(job, account, person, cancellationToken),
            JobAction.InMail => await FindSaidAsync(job, account, person, LinkedInRule.InMail, cancellationToken),
            JobAction.VoiceMessage => await FindSaidAsync(job, account, person, LinkedInRule.Voice, cancellationToken),
            JobAction.Dispatch => await FindSaidAsync(job, account, person, LinkedInRule.DirectMessage, cancellationToken) is var said and not Finding.Absent
                ? said
                : await FindInvitationAsync(job, account, person, cancellationToken),
            _ => await FindSaidAsync(job, account, person, LinkedInRule.DirectMessage, cancellationToken),
        };
    }

    private async Task<Finding> FindSaidAsync(DriverJob job, UnipileAccount account, FarProfile person, string action, CancellationToken cancellationToken)
    {
        var listed = await apis.Of(account).ListChatsAsync(account, person.FarId, cancellationToken);
        if (listed.Status == 501)
        {
            return new Finding.CannotTell($"{UnipileFault.FarSide} cannot be asked for the chats with the recipient.");
        }

        if (IsOld(listed) || (UnipileFault.OfLook(listed) is not null && listed.Status != 404))
        {
            return NotNow(listed);
        }

        var body = UnipileJson.Parse(listed.Body);
        if (listed.IsGood && body is null)
        {
            return NotNow(listed);
        }

        var chats = (body?.Items("items").Select(chat => chat.Id("id")) ?? []).Append(person.ChatId).Append(account.IsV2 && job.Channel == Channel.WhatsApp ? person.FarId : null).OfType<string>().Distinct().ToArray();
        if (chats.Length > MostChats || (listed.IsGood && body?.Id("cursor") is not null))
        {
            return new Finding.CannotTell("There are too many chats with the recipient to look through.");
        }

        Finding absent = new Finding.Absent();
        foreach (var chat in chats)
        {
            var found = await FindInAsync(job, account, chat, action, cancellationToken);
            if (found is Finding.Present or Finding.NotNow)
            {
                return found;
            }

            absent = found is Finding.Absent ? absent : found;
        }

        return absent;
    }

    private async Task<Finding> FindInAsync(DriverJob job, UnipileAccount account, string chat, string action, CancellationToken cancellationToken)
    {
        var after = job.StartedAt > _earliest + _slack ? job.StartedAt - _slack : _earliest;
        var answer = await apis.Of(account).ListMessagesAsync(account, chat, after, cancellationToken);
        if (answer.Status == 404 && !IsOld(answer))
        {
            return new Finding.Absent();
        }

        if (IsOld(answer) || UnipileFault.OfLook(answer) is not null || UnipileJson.Parse(answer.Body) is not { } body)
        {
            return NotNow(answer);
        }

        var ours = body.Items("items").Where(message => message.Flag("is_sender") == true && !(message.At("timestamp") < after)).ToArray();
        if (Array.Find(ours, message => IsIt(message, job)) is { ValueKind: JsonValueKind.Object } it)
        {
            return new Finding.Present(new Delivery(action, it.Id("id")) { IsSaid = true });
        }

        // Something was said there by the account at the time. Whether it is this in other letters is not for us to guess.
        return ours.Length > 0 || body.Id("cursor") is not null ? new Finding.CannotTell("The account wrote to the recipient at the time, but not these very words.") : new Finding.Absent();
    }

    private async Task<Finding> FindInvitationAsync(DriverJob job, UnipileAccount account, FarProfile person, CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await apis.Of(account).ListInvitationsAsync(account, cursor, cancellationToken);
            if (IsOld(answer) || UnipileFault.OfLook(answer) is not null || UnipileJson.Parse(answer.Body) is not { } body)
            {
                return NotNow(answer);
            }

            if (body.Items("items").FirstOrDefault(sent => sent.Text("invited_user_id") == person.FarId) is { ValueKind: JsonValueKind.Object } invitation)
            {
                // One person is invited once. With another note it was another job that did it, or a person by hand.
                return invitation.Text("invitation_text") is { Length: > 0 } note && Letters(note) != Letters(job.Body.Content.Text)
                    ? new Finding.CannotTell("The recipient is invited, but not with these very words.")
                    : new Finding.Present(new Delivery(LinkedInRule.Invitation, invitation.Id("id")) { IsSaid = true });
            }

            cursor = body.Id("cursor");
            if (cursor is null)
            {
                return await FindAnsweredAsync(job, account, person, cancellationToken);
            }
        }

        return new Finding.CannotTell("There are too many invitations to look through.");
    }

    /// <summary>An invitation that was accepted meanwhile is in no list any more.</summary>
    private async Task<Finding> FindAnsweredAsync(DriverJob job, UnipileAccount account, FarProfile person, CancellationToken cancellationToken)
    {
        if (person.Relation == FarProfile.Connected)
        {
            return new Finding.Absent();
        }

        await budget.CountAsync(job, UnipileKind.ProfileView, cancellationToken);
        var answer = await apis.Of(account).FindPersonAsync(account, person.FarId, null, cancellationToken);
        if (IsOld(answer) || UnipileFault.OfLook(answer) is not null || UnipileJson.Parse(answer.Body) is not { } body)
        {
            return NotNow(answer);
        }

        return LinkedInPeople.Relation(body) switch
        {
            FarProfile.Pending => new Finding.Present(new Delivery(LinkedInRule.Invitation) { IsSaid = true }),
            FarProfile.Connected => new Finding.CannotTell("The recipient is a connection by now; whether by this invitation cannot be told."),
            _ => new Finding.Absent(),
        };
    }

    private static bool IsIt(JsonElement message, DriverJob job)
    {
        var (content, files) = (job.Body.Content, message.Items("attachments").ToArray());
        return job.Action == JobAction.VoiceMessage ? files.Any(file => file.Text("type") == "audio")
            : string.IsNullOrEmpty(content.Text) ? files.Length > 0
            : Letters(message.Text("text")) == Letters(content.Text);
    }

    /// <summary>Spaces and line ends are not always kept on the way.</summary>
    private static string Letters(string? text) => string.Concat((text ?? "").Where(letter => !char.IsWhiteSpace(letter)));

    /// <summary>What came from a cache may be from before the attempt, whatever was asked for.</summary>
    private static bool IsOld(FarSideAnswer answer) => answer.Age > TimeSpan.Zero;

    private static Finding.NotNow NotNow(FarSideAnswer answer) =>
        new(UnipileFault.Of(answer)?.Words ?? (answer.Status == 0 ? $"{UnipileFault.FarSide} was not reached: {answer.Words}" : $"{UnipileFault.FarSide} answered {answer.Status} {(IsOld(answer) ? "with what it knew before" : $"in another form: {answer.Beginning}")}"));
}

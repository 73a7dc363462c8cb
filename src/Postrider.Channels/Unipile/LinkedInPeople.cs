using System.Text.Json;
using Postrider.Attempts;
using Postrider.Contacts;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>A person as far as they are known, or why they are not.</summary>
/// <param name="IsFresh">Whether it was looked up just now.</param>
internal sealed record LinkedInPerson(FarProfile? Profile, bool IsFresh, Outcome? Fault = null);

/// <summary>Looks people up, each as seldom as can be: LinkedIn counts every look.</summary>
internal sealed class LinkedInPeople(UnipileApis apis, IProfileStore profiles, UnipileBudget budget, UnipileMissing missing)
{
    private const string NotLinkedIn = "The address is not that of a person's page.";

    private static readonly TimeSpan _freshPerson = TimeSpan.FromDays(7);
    private static readonly TimeSpan _freshRelation = TimeSpan.FromHours(4);

    /// <param name="dependsOnRelation">Whether what is done depends on whether they are connected by now.</param>
    /// <param name="product">By whose ids they are wanted; null: LinkedIn's own.</param>
    public async Task<LinkedInPerson> FindAsync(DriverJob job, UnipileAccount account, bool dependsOnRelation, string? product, CancellationToken cancellationToken)
    {
        var known = await FindKnownAsync(job, product, _freshPerson, cancellationToken);
        if (known is not null && dependsOnRelation && known.Relation != FarProfile.Connected)
        {
            known = await FindKnownAsync(job, product, _freshRelation, cancellationToken);
        }

        return known is not null ? new LinkedInPerson(known, false) : await LookAsync(job, account, product, cancellationToken);
    }

    /// <summary>However long ago.</summary>
    public Task<FarProfile?> FindKnownAsync(DriverJob job, CancellationToken cancellationToken) => FindKnownAsync(job, null, TimeSpan.FromDays(36_500), cancellationToken);

    public async Task<LinkedInPerson> LookAsync(DriverJob job, UnipileAccount account, string? product, CancellationToken cancellationToken)
    {
        if (Name(job) is not { } name)
        {
            return new LinkedInPerson(null, true, new Outcome.Refused(NotLinkedIn, UnipileRefusals.NotFound));
        }

        if (await budget.TakeAsync(job, UnipileKind.ProfileView, cancellationToken) is { } held)
        {
            return new LinkedInPerson(null, true, held);
        }

        var answer = await apis.Of(account).FindPersonAsync(account, name, product, cancellationToken);
        if (UnipileFault.OfLook(answer) is { } fault)
        {
            if (answer is { Status: 0, HasLeft: false })
            {
                await budget.ReturnAsync(job, UnipileKind.ProfileView);
            }

            var meaning = UnipileFault.Of(answer)?.Refusal.Meaning;
            if (meaning == RefusalMeaning.Capped)
            {
                await budget.PauseAsync(job, UnipileKind.ProfileView);
            }

            return new LinkedInPerson(null, true, meaning == RefusalMeaning.Missing ? await missing.ResolveAsync(account, fault, cancellationToken) : fault);
        }

        if (UnipileJson.Parse(answer.Body) is not { } body || body.Id("provider_id") is not { } farId)
        {
            return new LinkedInPerson(null, true, new Outcome.Deferred($"{UnipileFault.FarSide} answered {answer.Status} without a person: {answer.Beginning}"));
        }

        var before = await FindKnownAsync(job, product, TimeSpan.FromDays(36_500), cancellationToken);
        var profile = new FarProfile(farId, Relation(body), before?.FarId == farId ? before.ChatId : null, CanInMail(body));
        await profiles.KeepAsync(job.Job.Workspace, job.Account.Account.AccountId, Key(job, product), profile, cancellationToken);
        return new LinkedInPerson(profile, true);
    }

    /// <summary>Notes what an attempt has shown of the person; the attempt's outcome stands without it.</summary>
    public Task NoteAsync(DriverJob job, FarProfile profile, string? product = null) =>
        budget.QuietlyAsync(job, () => profiles.KeepAsync(job.Job.Workspace, job.Account.Account.AccountId, Key(job, product), profile, CancellationToken.None));

    /// <summary>The address of whoever is kept under it, by whatever product's ids.</summary>
    public static string WithoutProduct(string key) => key.EndsWith("/sales_navigator", StringComparison.Ordinal) || key.EndsWith(WhatsAppSends.HiddenKey(""), StringComparison.Ordinal) ? key[..key.LastIndexOf('/')] : key;

    private static string Key(DriverJob job, string? product) => product is null ? job.Address : $"{job.Address}/{product}";

    /// <summary>The person's name in the address as it was given, for ids of people are written with large and small letters.</summary>
    private static string? Name(DriverJob job)
    {
        if (job.Body.Recipient.ProfileUrl is { } page && RecipientAddress.LinkedIn(page) == job.Address && Uri.TryCreate(page.Trim(), UriKind.Absolute, out var url))
        {
            return Uri.UnescapeDataString(url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)[1]).Trim();
        }

        return job.Address.StartsWith("linkedin:", StringComparison.Ordinal) ? RecipientAddress.Bare(job.Address) : null;
    }

    public static string Relation(JsonElement person) =>
        person.Text("network_distance") is "FIRST_DEGREE" or "DISTANCE_1" || person.Flag("is_relationship") == true ? FarProfile.Connected
        : person.Object("invitation") is { } invitation && invitation.Text("type") == "SENT" && invitation.Text("status") == "PENDING" ? FarProfile.Pending
        : person.Text("network_distance") is null && person.Flag("is_relationship") is null ? FarProfile.Unknown
        : FarProfile.None;

    private static bool? CanInMail(JsonElement person) =>
        person.Flag("is_open_profile") == true ? true : person.Flag("can_send_inmail");

    private Task<FarProfile?> FindKnownAsync(DriverJob job, string? product, TimeSpan freshest, CancellationToken cancellationToken) =>
        profiles.FindAsync(job.Job.Workspace, job.Account.Account.AccountId, Key(job, product), freshest, cancellationToken);
}

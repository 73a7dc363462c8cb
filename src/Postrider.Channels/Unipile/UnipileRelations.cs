using System.Collections.Concurrent;
using System.Text.Json;
using Postrider.Contacts;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>Looks now and then whether somebody accepted of whom nobody told. LinkedIn watches how often its list of relations is read, so nothing is read while nobody is awaited.</summary>
internal sealed class UnipileRelations(UnipileApi api, UnipileIntake intake, IProfileStore profiles, TimeProvider time)
{
    private const int PerPage = 100;
    private const int MostPages = 5;
    private const int MostPending = 5000;

    private static readonly TimeSpan _pause = TimeSpan.FromHours(6);
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromHours(1);
    private static readonly TimeSpan _slack = TimeSpan.FromDays(1);

    // In memory alone: a node that takes the account over looks once more.
    private readonly ConcurrentDictionary<(WorkspaceId Workspace, string AccountId), DateTimeOffset> _next = new();

    public async Task HearAsync(DriverAccount account, UnipileAccount unipile, CancellationToken cancellationToken)
    {
        var (key, now) = ((account.Account.Workspace, account.Account.AccountId), time.GetUtcNow());
        if (account.Account.Channel != Channel.LinkedIn || (_next.TryGetValue(key, out var next) && now < next))
        {
            return;
        }

        _next[key] = now + _pauseAfterFailure;
        if (await LookAsync(account, unipile, cancellationToken))
        {
            _next[key] = now + _pause;
        }
    }

    /// <summary>False: Unipile did not tell.</summary>
    private async Task<bool> LookAsync(DriverAccount account, UnipileAccount unipile, CancellationToken cancellationToken)
    {
        var pending = await profiles.ListPendingAsync(account.Account.Workspace, account.Account.AccountId, MostPending, cancellationToken);
        if (pending.Count == 0)
        {
            return true;
        }

        var (farIds, addresses) = (pending.Select(one => one.FarId).ToHashSet(), pending.Select(one => LinkedInPeople.WithoutProduct(one.Address)).ToHashSet());
        var earliest = pending.Min(one => one.SeenAt) - _slack;
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.ListRelationsAsync(unipile, PerPage, cursor, cancellationToken);
            if (!answer.IsGood || UnipileJson.Parse(answer.Body) is not { } body)
            {
                return false;
            }

            var relations = body.Items("items").ToArray();
            foreach (var relation in relations)
            {
                var url = UnipileIntake.Page(relation.Text("public_profile_url"), relation.Id("public_identifier"));
                if (relation.Id("member_id") is { } farId && (farIds.Contains(farId) || (url is not null && RecipientAddress.LinkedIn(url) is { } address && addresses.Contains(address))))
                {
                    await intake.ConnectAsync(account.Account, farId, url, cancellationToken);
                }
            }

            // The newest come first.
            cursor = body.Text("cursor");
            if (string.IsNullOrEmpty(cursor) || cursor.Length > UnipileCatchUp.LongestCursor || relations.Any(relation => At(relation) < earliest))
            {
                break;
            }
        }

        return true;
    }

    private static DateTimeOffset? At(JsonElement relation) =>
        relation.Number("created_at") is { } milliseconds and > 0 and < 4e12 ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
}

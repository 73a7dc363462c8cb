using Postrider.Contacts;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>Who it is that Meta names by a <c>wa_id</c>, which in some countries is another number than the one that was written to.</summary>
internal sealed class CloudPeople(IProfileStore profiles)
{
    private static readonly TimeSpan _kept = TimeSpan.FromDays(3650);

    /// <summary>The contact's normal form as the account's jobs have it, and as the number alone gives it; null: it names nobody.</summary>
    public async Task<(string Address, string Plain)?> FindAsync(WorkspaceId workspace, string accountId, string? number, CancellationToken cancellationToken) =>
        PhoneAddress.Of(number) is { } plain ? (await KnownAsync(workspace, accountId, plain, cancellationToken), plain) : null;

    /// <summary>Remembers that whoever is reached by <paramref name="address"/> will write from another number.</summary>
    public async Task KeepAsync(WorkspaceId workspace, string accountId, string address, string? number, CancellationToken cancellationToken)
    {
        if (PhoneAddress.Of(number) is { } plain && await KnownAsync(workspace, accountId, plain, cancellationToken) != address)
        {
            await profiles.KeepAsync(workspace, accountId, plain, new FarProfile(address, FarProfile.Unknown), cancellationToken);
        }
    }

    private async Task<string> KnownAsync(WorkspaceId workspace, string accountId, string plain, CancellationToken cancellationToken) =>
        (await profiles.FindAsync(workspace, accountId, plain, _kept, cancellationToken))?.FarId ?? plain;
}

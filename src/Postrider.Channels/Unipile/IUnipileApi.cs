using Postrider.Channels.FarSide;

namespace Postrider.Channels.Unipile;

/// <summary>What can be asked of Unipile, in whatever version. Good answers have the shape of version 1. Nothing is asked twice; whoever asks decides what the answer means.</summary>
internal interface IUnipileApi
{
    Task<FarSideAnswer> FindAccountAsync(UnipileAccount account, CancellationToken cancellationToken);

    Task<FarSideAnswer> ListAccountsAsync(UnipileAccount account, CancellationToken cancellationToken);

    /// <param name="account">Who asks.</param>
    /// <param name="name">The person's own name in LinkedIn's addresses, or an id of theirs.</param>
    /// <param name="product">By whose ids the person is known; null: those of LinkedIn itself.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<FarSideAnswer> FindPersonAsync(UnipileAccount account, string name, string? product, CancellationToken cancellationToken);

    Task<FarSideAnswer> ListPostsAsync(UnipileAccount account, string farId, int limit, CancellationToken cancellationToken);

    /// <summary>The chats with one person alone.</summary>
    Task<FarSideAnswer> ListChatsAsync(UnipileAccount account, string farId, CancellationToken cancellationToken);

    Task<FarSideAnswer> ListMessagesAsync(UnipileAccount account, string chatId, DateTimeOffset after, CancellationToken cancellationToken);

    /// <param name="account">Who asks.</param>
    /// <param name="cursor">What the page before said; null: the first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<FarSideAnswer> ListInvitationsAsync(UnipileAccount account, string? cursor, CancellationToken cancellationToken);

    /// <summary>Hands over.</summary>
    Task<FarSideAnswer> SayAsync(UnipileAccount account, UnipileWords words, CancellationToken cancellationToken);

    /// <summary>Hands over.</summary>
    Task<FarSideAnswer> InviteAsync(UnipileAccount account, string farId, string? note, CancellationToken cancellationToken);

    /// <summary>Hands over.</summary>
    Task<FarSideAnswer> LikeAsync(UnipileAccount account, string postId, CancellationToken cancellationToken);

    /// <summary>Asks for the page to sign in at.</summary>
    Task<FarSideAnswer> RequestPageAsync(UnipileAccount account, SignInPlan plan, CancellationToken cancellationToken);
}

/// <summary>Both versions, each for the accounts that are set to it.</summary>
internal sealed class UnipileApis(UnipileApi one, UnipileV2 two)
{
    public IUnipileApi Of(UnipileAccount account) => account.IsV2 ? two : one;
}

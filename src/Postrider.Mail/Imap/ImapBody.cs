namespace Postrider.Mail.Imap;

/// <summary>Where the one large literal of a response goes, piece by piece, as it comes.</summary>
internal sealed class ImapBody(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take, long most)
{
    private long _left = most;

    /// <summary>The server gave the message, if only its beginning.</summary>
    public bool Came { get; private set; }

    /// <summary>There was more than <c>most</c>.</summary>
    public bool IsCut { get; private set; }

    public void Begin() => Came = true;

    /// <summary>Hands on what is still wanted.</summary>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        IsCut |= piece.Length > _left;
        var wanted = piece[..(int)Math.Min(piece.Length, _left)];
        _left -= wanted.Length;
        if (!wanted.IsEmpty)
        {
            await take(wanted, cancellationToken);
        }
    }
}

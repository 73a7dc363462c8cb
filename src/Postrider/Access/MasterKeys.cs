namespace Postrider.Access;

/// <summary>
/// The keys of <c>POSTRIDER_MASTER_KEY</c>: the first seals, all open. To rotate: give every node <c>old,new</c>, then every node
/// <c>new,old</c> (a start seals everything again with the first), then <c>new</c> alone.
/// </summary>
public sealed class MasterKeys
{
    public const string Variable = "POSTRIDER_MASTER_KEY";

    private readonly MasterKey[] _keys;

    private MasterKeys(MasterKey[] keys) => _keys = keys;

    public MasterKey First => _keys[0];

    public IReadOnlyList<MasterKey> All => _keys;

    public static MasterKeys Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            throw new FormatException($"{Variable} holds no key. Expected 32 bytes as base64, or several of those with commas between them; 'openssl rand -base64 32' makes one.");
        }

        return new MasterKeys([.. parts.Select(One)]);
    }

    internal MasterKey? Find(ReadOnlySpan<byte> fingerprint)
    {
        foreach (var key in _keys)
        {
            if (key.Fingerprint.SequenceEqual(fingerprint))
            {
                return key;
            }
        }

        return null;
    }

    // The text itself stays out of the message: it is, or nearly is, a secret.
    private static MasterKey One(string text, int index)
    {
        var bytes = new byte[MasterKey.Size];
        return Convert.TryFromBase64String(text, new byte[text.Length], out var length) && length == MasterKey.Size && Convert.TryFromBase64String(text, bytes, out _)
            ? new MasterKey(bytes)
            : throw new FormatException($"{Variable}: key {index + 1} of the list is not 32 bytes as base64; 'openssl rand -base64 32' makes one.");
    }
}

using Postrider.Contacts;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>Chat ids as WhatsApp writes them: a name, an at sign, and what kind of chat it is.</summary>
internal static class WebChat
{
    public const string Phone = "@s.whatsapp.net";
    public const string PhoneOfOld = "@c.us";
    public const string Hidden = "@lid";
    public const string Group = "@g.us";

    /// <summary>Whether it is a chat with one person: no group, channel, list or status.</summary>
    public static bool IsWithOne(string chat) =>
        chat.EndsWith(PhoneOfOld, StringComparison.Ordinal) || chat.EndsWith(Phone, StringComparison.Ordinal) || chat.EndsWith(Hidden, StringComparison.Ordinal);

    /// <summary>Without the device that some ids name besides: <c>4930123:7@s.whatsapp.net</c>.</summary>
    public static string WithoutDevice(string chat) =>
        chat.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && chat.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < at ? chat[..colon] + chat[at..] : chat;

    /// <summary>A chat's id, and that of the number where it hides one and the far side tells which.</summary>
    public static string[] Both(string chat, string? beneath) =>
        chat.EndsWith(Hidden, StringComparison.Ordinal) && beneath is not null ? [WithoutDevice(chat), WithoutDevice(beneath)] : [WithoutDevice(chat)];

    /// <summary>The normal forms under which callers may have written to a chat.</summary>
    public static IEnumerable<string> AddressesOf(string chat)
    {
        var at = chat.IndexOf('@', StringComparison.Ordinal);
        var (name, kind) = at > 0 ? (chat[..at], chat[at..]) : (chat, "");
        if (kind is Phone or PhoneOfOld or "" && name.Length > 0 && name.All(char.IsAsciiDigit))
        {
            if (RecipientAddress.Phone($"+{name}") is { } number)
            {
                yield return number;
            }

            yield return $"id:{name}";
            yield return $"id:{name}{Phone}";
            yield return $"id:{name}{PhoneOfOld}";
        }
        else
        {
            yield return $"id:{chat}";
        }
    }
}

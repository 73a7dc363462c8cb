using Postrider.Contacts;

namespace Postrider.Channels.WhatsApp;

/// <summary>Contacts as WhatsApp writes them, in our normal form.</summary>
internal static class PhoneAddress
{
    /// <param name="number">Digits, with or without a plus; what is no number is taken as it is.</param>
    /// <returns>Null: it names nobody.</returns>
    public static string? Of(string? number) =>
        string.IsNullOrWhiteSpace(number) ? null : RecipientAddress.Phone(number[0] == '+' || !number.All(char.IsAsciiDigit) ? number : $"+{number}");
}

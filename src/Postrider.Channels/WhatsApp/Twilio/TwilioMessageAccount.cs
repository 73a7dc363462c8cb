using System.Text.Json;
using System.Text.RegularExpressions;
using Postrider.Contacts;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>An account as its settings say.</summary>
internal sealed partial record TwilioMessageAccount(Uri Base, string Sid, string AuthKey)
{
    private const string Scheme = "whatsapp:";

    /// <summary>The number that messages come from, as the API writes it; null: a service chooses.</summary>
    public string? From { get; init; }

    public string? ServiceSid { get; init; }

    /// <summary>Null: nothing may be sent outside the window.</summary>
    public string? TemplateSid { get; init; }

    public bool TemplateTakesText { get; init; }

    /// <summary>The account, or what is wrong with its settings.</summary>
    public static (TwilioMessageAccount? Account, string? Objection) Of(DriverAccount account)
    {
        var settings = account.Account;
        var from = FarAddress.Text(settings, TwilioMessageKind.From);
        var number = from is null ? null : PhoneNumber.Normalize(from.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? from[Scheme.Length..] : from);
        var template = FarAddress.Text(settings, TwilioMessageKind.Template);
        return FarAddress.Of(settings, TwilioMessageKind.DefaultBaseUrl) is not { } place ? (null, $"{FarAddress.Setting} must be an address such as {TwilioMessageKind.DefaultBaseUrl}.")
            : FarAddress.Text(settings, TwilioMessageKind.AccountSid) is not { } sid || !Name().IsMatch(sid) ? (null, $"{TwilioMessageKind.AccountSid} must be an Account SID, such as AC….")
            : number is null && (from is null || !from.StartsWith("MG", StringComparison.Ordinal) || !Name().IsMatch(from)) ? (null, $"{TwilioMessageKind.From} must be a number such as +15550100, or the SID of a messaging service.")
            : template is not null && (!template.StartsWith("HX", StringComparison.Ordinal) || !Name().IsMatch(template)) ? (null, $"{TwilioMessageKind.Template} must be a Content SID, such as HX….")
            : (new TwilioMessageAccount(place, sid, account.Secrets.GetValueOrDefault(TwilioMessageKind.AuthKey) ?? "")
            {
                From = number is null ? null : Scheme + number,
                ServiceSid = number is null ? from : null,
                TemplateSid = template,
                TemplateTakesText = settings.Settings[TwilioMessageKind.TemplateTakesText]?.GetValueKind() != JsonValueKind.False,
            }, null);
    }

    /// <summary>A contact as the API writes it: digits alone are a number as well.</summary>
    public static string Write(string address)
    {
        var bare = RecipientAddress.Bare(address);
        return Scheme + (bare.All(char.IsAsciiDigit) ? $"+{bare}" : bare);
    }

    /// <summary>Whom the API names so, in our normal form; null: nobody.</summary>
    public static string? Read(string? written) => written?.StartsWith(Scheme, StringComparison.Ordinal) == true ? PhoneAddress.Of(written[Scheme.Length..]) : null;

    /// <param name="path">What of the account is meant, such as <c>/Messages.json</c>.</param>
    public Uri Address(string path) => new($"{Base.AbsoluteUri.TrimEnd('/')}/2010-04-01/Accounts/{Sid}{path}");

    /// <param name="path">What of the numbers is meant. Twilio has them at another name than its messages.</param>
    public Uri NumberAddress(string path)
    {
        var place = new UriBuilder(Base);
        if (place.Host.StartsWith("api.", StringComparison.OrdinalIgnoreCase) && place.Host.EndsWith(".twilio.com", StringComparison.OrdinalIgnoreCase))
        {
            place.Host = $"messaging{place.Host["api".Length..]}";
        }

        return new Uri($"{place.Uri.AbsoluteUri.TrimEnd('/')}/v2/Channels/Senders{path}");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]{2,64}\z")]
    private static partial Regex Name();
}

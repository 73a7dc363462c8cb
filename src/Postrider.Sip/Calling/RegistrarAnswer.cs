using System.Globalization;
using Postrider.Sip.Messages;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>What a registrar said.</summary>
internal static class RegistrarAnswer
{
    private const int Shortest = 5;
    private const int Longest = 24 * 3600;

    /// <summary>Seconds: of our own contact among those it lists, else of the whole answer, else what was asked for.</summary>
    public static int Granted(SipResponse response, string contact, int asked)
    {
        var own = SipUri.Parse(NameAddress.Parse(contact)?.Uri);
        var listed = response.Headers.Values(HeaderName.Contact).Take(64).Select(NameAddress.Parse).FirstOrDefault(found => IsSame(SipUri.Parse(found?.Uri), own));
        return Math.Clamp(Seconds(listed?.Parameters["expires"]) ?? Seconds(response.Headers[HeaderName.Expires]) ?? asked, Shortest, Longest);
    }

    public static int? Least(SipResponse response) => Seconds(response.Headers["Min-Expires"]) is { } least and <= Longest ? least : null;

    public static SipException Trouble(ExchangeEnd end, AgentCore core, SignIn signIn) => end switch
    {
        { SignInObjection: { } objection, Response: { } refused } => new SipException(CallEndKind.SignInRefused, $"{core.Trunk} refuses the registration ({refused.Code} {FarWords.Of(refused)}): {objection}", refused.Code),
        { Response: { Code: 403 } forbidden } when signIn.HasAnswered => new SipException(CallEndKind.SignInRefused, $"{core.Trunk} refuses the registration: 403 {FarWords.Of(forbidden)}", 403),
        { Response: { } response } => new SipException(CallEndKind.Refused, $"{core.Trunk} refuses the registration: {response.Code} {FarWords.Of(response)}", response.Code),
        _ => core.Silence(end.Fault ?? TransactionFault.Silent),
    };

    private static bool IsSame(SipUri? one, SipUri? other) =>
        one is not null && other is not null && one.User == other.User && one.Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port;

    private static int? Seconds(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}

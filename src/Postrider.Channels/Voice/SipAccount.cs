using System.Text.Json.Nodes;
using Postrider.Sip.Calling;

namespace Postrider.Channels.Voice;

/// <summary>A trunk as its account's settings say.</summary>
internal static class SipAccount
{
    public static SipTrunk Trunk(DriverAccount account, NetworkPolicy network)
    {
        var settings = account.Account.Settings;
        return new SipTrunk
        {
            Host = Text(settings, SipKind.Host) ?? "",
            Port = (int?)settings[SipKind.Port] ?? 0,
            Transport = Text(settings, SipKind.Transport) switch
            {
                "tcp" => SipTransport.Tcp,
                "tls" => SipTransport.Tls,
                _ => SipTransport.Udp,
            },
            Username = Text(settings, SipKind.Username),
            Password = account.Secrets.GetValueOrDefault(SipKind.Password),
            Domain = Text(settings, SipKind.Domain),
            FromUser = Text(settings, SipKind.FromUser),
            CertificateSha256 = Text(settings, SipKind.CertificateSha256),
            Objection = address => network.Objection(account.Account.Workspace, address),
        };
    }

    public static bool Registers(DriverAccount account) => (bool?)account.Account.Settings[SipKind.Register] == true;

    public static bool Encrypts(DriverAccount account) => (bool?)account.Account.Settings[SipKind.Srtp] == true;

    public static string? CallerName(DriverAccount account) => Text(account.Account.Settings, SipKind.CallerName);

    /// <summary>What the far side knows the account by.</summary>
    public static string? Name(DriverAccount account)
    {
        var settings = account.Account.Settings;
        return (Text(settings, SipKind.Username) ?? Text(settings, SipKind.FromUser)) is { } user ? $"{user}@{Text(settings, SipKind.Domain) ?? Text(settings, SipKind.Host)}" : null;
    }

    private static string? Text(JsonObject settings, string name) => (string?)settings[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}

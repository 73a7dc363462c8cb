using Postrider.Accounts;

namespace Postrider.Channels.Voice;

/// <summary>SIP trunks described as data.</summary>
internal static class SipKind
{
    public const string Host = "host";
    public const string Port = "port";
    public const string Transport = "transport";
    public const string Username = "username";
    public const string Password = "password";
    public const string Domain = "domain";
    public const string FromUser = "from_user";
    public const string CallerName = "caller_name";
    public const string Register = "register";
    public const string Srtp = "srtp";
    public const string CertificateSha256 = "certificate_sha256";

    public static AccountKind Value { get; } = new()
    {
        Name = "sip",
        Title = "SIP trunk",
        Channels = [Channel.Voice],
        Settings =
        [
            new KindSetting(Host, SettingType.Text, "The trunk's name or address, such as sip.example.com.") { Required = true },
            new KindSetting(Port, SettingType.Number, "Default 5060, over TLS 5061.") { Least = 1, Most = 65_535 },
            new KindSetting(Transport, SettingType.Text, "How the trunk is reached: udp, tcp or tls. Default udp.") { Choices = ["udp", "tcp", "tls"] },
            new KindSetting(Username, SettingType.Text, "The name to sign in with. Without it nobody signs in, and the trunk must know this server's address."),
            new KindSetting(Password, SettingType.Text, "The password to it.") { Secret = true },
            new KindSetting(Domain, SettingType.Text, "The domain of calls, where it is not the host."),
            new KindSetting(FromUser, SettingType.Text, "The number or user that calls come from where the agent names none. Default: the name to sign in with."),
            new KindSetting(CallerName, SettingType.Text, "The name that telephones may show beside the number."),
            new KindSetting(Register, SettingType.Switch, "Whether to register with the trunk; one node does so for all. Default false."),
            new KindSetting(CallPace.CallsPerSecond, SettingType.Number, "How many calls may begin within a second; each waits its part of the second behind the one before. Default: any number.") { Least = 1, Most = 1000 },
            new KindSetting(CallPace.MaxConcurrent, SettingType.Number, "How many calls the trunk carries at once. Default 10.") { Least = 1, Most = 1000 },
            new KindSetting(Srtp, SettingType.Switch, "Whether sound is encrypted (SRTP with keys in SDP); sensible over tls alone. Default false."),
            new KindSetting(CertificateSha256, SettingType.Text, "The SHA-256 of the one certificate to take from the trunk, whoever signed it. Default: certificates are checked as usual."),
        ],
        HandOverLimit = TimeSpan.FromSeconds(5),
        AbsenceCertainAfter = TimeSpan.Zero,

        // Above the longest call that an agent may have; a call itself is held to its own limits.
        Deadline = TimeSpan.FromSeconds(7200 + 300 + 120),
    };
}

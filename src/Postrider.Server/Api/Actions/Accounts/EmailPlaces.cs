using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Contacts;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>Where a mailbox sends from and is read: the section <c>connection</c>, put into the settings of the account's kind as far as that has them.</summary>
internal sealed class EmailPlaces
{
    private const int LongestSecret = 8192;

    private readonly Fields _fields;
    private readonly AccountKind _kind;
    private readonly JsonObject _settings;
    private readonly Dictionary<string, string> _secrets = [];

    private EmailPlaces(Fields fields, Account account, AccountKind kind)
    {
        (_fields, _kind) = (fields, kind);
        _settings = (JsonObject)account.Settings.DeepClone();
    }

    public static (Account Account, IReadOnlyDictionary<string, string> Secrets, bool IsElsewhere) Read(Fields fields, Account account, AccountKind kind, bool isNew)
    {
        var read = new EmailPlaces(fields, account, kind);
        var address = fields.Line("email", 254, isNew);
        if (address is not null && RecipientAddress.Mail(address) is null)
        {
            fields.Fail("email", "email must be one mail address such as alex@example.com.");
        }
        else if (address is not null && (kind.HasSetting("from_address") || address != account.Identifier))
        {
            read.Set("email", "from_address", address);
        }

        var name = read.ReadName(account);
        if (fields.Line("smtpHost", 255, isNew) is { } host)
        {
            read.Set("smtpHost", "host", host);
        }

        if (fields.Has("imapHost"))
        {
            read.Set("imapHost", "imap_host", fields.Line("imapHost", 255) is { Length: > 0 } imapHost ? imapHost : null);
        }

        read.ReadSecurity("smtp", "port", "security", isNew, (465, 587, 25));
        read.ReadSecurity("imap", "imap_port", "imap_security", isNew && read._settings["imap_host"] is not null, (993, 993, 143));
        read.SetSecret("smtpPassword", "password");
        read.SetSecret("imapPassword", "imap_password");
        return (account with { Name = name, Settings = read._settings }, read._secrets, read._secrets.Count > 0 || !JsonNode.DeepEquals(read._settings, account.Settings));
    }

    /// <summary>Of a kind without a name for mails it is the account's own.</summary>
    private string ReadName(Account account)
    {
        var name = _fields.Line("senderName", 200) is { Length: > 0 } given ? given : null;
        if (!_kind.HasSetting("from_name"))
        {
            return name ?? account.Name;
        }

        if (_fields.Has("senderName"))
        {
            Set("senderName", "from_name", name);
        }

        return account.Number > 0 ? account.Name : name ?? (string?)_settings["from_address"] ?? account.Name;
    }

    /// <summary>
    /// Secured is what must be secured: by TLS at once on the port that is known for it, by STARTTLS on those known for that.
    /// Which of the two an account has stays as it is while its port does.
    /// </summary>
    private void ReadSecurity(string prefix, string portSetting, string setting, bool isNew, (int Tls, int Secured, int Plain) ports)
    {
        var isSecured = _fields.Flag($"{prefix}Ssl");
        var port = (int?)_fields.Whole($"{prefix}Port", 1, 65_535);
        if (isSecured is null && port is null && !isNew)
        {
            return;
        }

        // Without a setting the kind's default holds, and that is secured.
        var wasSecured = (string?)_settings[setting] != "none";
        var wanted = isSecured ?? wasSecured;
        var before = (int?)_settings[portSetting];
        port ??= isNew ? wanted ? ports.Secured : ports.Plain : null;
        var hasMoved = port is not null && port != before;
        if (hasMoved)
        {
            Set($"{prefix}Port", portSetting, port);
        }

        if (wanted ? isNew || !wasSecured || hasMoved : wasSecured)
        {
            Set($"{prefix}Ssl", setting, wanted ? BySecuredPort(port ?? before ?? ports.Secured, ports) : "none");
        }
    }

    private static string BySecuredPort(int port, (int Tls, int Secured, int Plain) ports) =>
        port == ports.Tls || (ports.Tls == ports.Secured && port != ports.Plain) ? "tls" : "starttls";

    private void SetSecret(string name, string setting)
    {
        if (_fields.Text(name, LongestSecret) is not { } secret)
        {
            return;
        }

        if (!_kind.HasSetting(setting))
        {
            Refuse(name);
            return;
        }

        _secrets[setting] = secret;
    }

    private void Set(string name, string setting, JsonNode? value)
    {
        if (_kind.HasSetting(setting))
        {
            _settings[setting] = value;
        }
        else if (value is not null)
        {
            Refuse(name);
        }
    }

    private void Refuse(string name) => _fields.Fail(name, $"{name} cannot be set on this account: its kind, '{_kind.Name}', has no such setting.");
}

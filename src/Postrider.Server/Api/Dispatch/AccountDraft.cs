using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;

namespace Postrider.Server.Api.Dispatch;

/// <summary>
/// What a request wants an account to be: the kind's own settings, checked against its description, and those that every
/// account has. They may stand in <c>settings</c> or beside it.
/// </summary>
internal sealed class AccountDraft(AccountKind kind)
{
    private static readonly string[] _common = ["daily_limit", "ramp_up", "window", "time_zone", "jitter_seconds", "max_connections", "paused"];

    private readonly Dictionary<string, JsonElement> _given = [];

    public ApiError? Fault { get; private set; }

    public string? Name { get; private set; }

    /// <summary>The kind's settings that are not secret, as far as they were given; null takes one away.</summary>
    public Dictionary<string, JsonNode?> Settings { get; } = [];

    public Dictionary<string, string> Secrets { get; } = [];

    public static ApiError Invalid(string setting, string why) => new(400, "invalid_settings", $"settings.{setting} {why}");

    public static AccountDraft Read(JsonElement root, AccountKind kind)
    {
        var draft = new AccountDraft(kind);
        var members = new Members(root);
        ApiError? fault = null;
        draft.Name = members.Text(new ApiError(400, "invalid_name", "name must be a single line of at most 200 characters."), ref fault, "name");
        if (draft.Name is { } name && (name.Length > 200 || ContentReader.HasControl(name)))
        {
            fault ??= new ApiError(400, "invalid_name", "name must be a single line of at most 200 characters.");
        }

        foreach (var setting in _common)
        {
            if (root.TryGetProperty(setting, out var value))
            {
                draft._given[setting] = value;
            }
        }

        if (members.Find("settings") is { } settings)
        {
            if (settings.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in settings.EnumerateObject())
                {
                    fault ??= draft.Take(kind, member.Name, member.Value);
                }
            }
            else
            {
                fault ??= new ApiError(400, "invalid_settings", "settings must be an object; GET /api/v1/connect/kinds describes it.");
            }
        }

        draft.Fault = fault;
        return draft;
    }

    /// <summary>What is required and was not given.</summary>
    public ApiError? Missing(AccountKind kind) =>
        kind.Settings.FirstOrDefault(setting => IsRequired(setting) && !Settings.ContainsKey(setting.Name) && !Secrets.ContainsKey(setting.Name)) is { } missing
            ? Invalid(missing.Name, $"is required: {missing.Help}")
            : null;

    private bool IsRequired(KindSetting setting) =>
        setting.Required || (setting.RequiredUnless is var (other, value) && (string?)Settings.GetValueOrDefault(other) != value);

    /// <summary>The account with what was given; what was not stays as it is.</summary>
    public Account Apply(Account account, ref ApiError? fault)
    {
        var settings = (JsonObject)account.Settings.DeepClone();
        foreach (var (name, value) in Settings)
        {
            settings[name] = value?.DeepClone();
        }

        var changed = account with
        {
            Name = Name ?? account.Name,
            Settings = settings,
            Paused = Switch("paused", account.Paused, ref fault),
            DailyLimit = Number("daily_limit", account.DailyLimit, 0, 1_000_000, ref fault),
            JitterSeconds = Number("jitter_seconds", account.JitterSeconds, 0, 86_400, ref fault) ?? 0,
            MaxConnections = Number("max_connections", account.MaxConnections, 1, 1000, ref fault) ?? 4,
            TimeZone = Zone(account.TimeZone, ref fault),
            RampUp = Ramp(account.RampUp, ref fault),
            Window = Window(account.Window, ref fault),
        };
        return changed with { MaxConnections = CallPace.Most(kind, changed) ?? changed.MaxConnections };
    }

    private ApiError? Take(AccountKind kind, string name, JsonElement value)
    {
        if (_common.Contains(name))
        {
            _given[name] = value;
            return null;
        }

        var setting = kind.Settings.FirstOrDefault(known => known.Name == name);
        if (setting is null)
        {
            return Invalid(name, $"is not a setting of kind '{kind.Name}'; GET /api/v1/connect/kinds lists them.");
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            Settings[name] = null;
            return setting.Required ? Invalid(name, $"is required: {setting.Help}") : null;
        }

        return setting.Type switch
        {
            SettingType.Number => TakeNumber(setting, value),
            SettingType.Switch => TakeSwitch(setting, value),
            _ => TakeText(setting, value),
        };
    }

    private ApiError? TakeNumber(KindSetting setting, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) || number < (setting.Least ?? long.MinValue) || number > (setting.Most ?? long.MaxValue))
        {
            return Invalid(setting.Name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {setting.Least} to {setting.Most}."));
        }

        Settings[setting.Name] = JsonValue.Create(value.Clone());
        return null;
    }

    private ApiError? TakeSwitch(KindSetting setting, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return Invalid(setting.Name, "must be true or false.");
        }

        Settings[setting.Name] = value.GetBoolean();
        return null;
    }

    private ApiError? TakeText(KindSetting setting, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (text is null or { Length: > 8192 } || (!setting.Secret && ContentReader.HasControl(text)))
        {
            return Invalid(setting.Name, "must be text on a single line.");
        }

        if (setting.Choices is { } choices && !choices.Contains(text))
        {
            return Invalid(setting.Name, $"must be one of {string.Join(", ", choices)}.");
        }

        if (setting.Secret)
        {
            Secrets[setting.Name] = text;
        }
        else
        {
            Settings[setting.Name] = text;
        }

        return null;
    }

    private bool Switch(string name, bool now, ref ApiError? fault)
    {
        if (!_given.TryGetValue(name, out var value))
        {
            return now;
        }

        fault ??= value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : Invalid(name, "must be true or false.");
        return value.ValueKind == JsonValueKind.True;
    }

    private int? Number(string name, int? now, int least, int most, ref ApiError? fault)
    {
        if (!_given.TryGetValue(name, out var value))
        {
            return now;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        fault ??= Invalid(name, $"must be a whole number from {least} to {most}.");
        return now;
    }

    private string Zone(string now, ref ApiError? fault)
    {
        if (!_given.TryGetValue("time_zone", out var value))
        {
            return now;
        }

        if (value.ValueKind == JsonValueKind.String && TimeZoneInfo.TryFindSystemTimeZoneById(value.GetString()!, out var zone))
        {
            return zone.Id;
        }

        fault ??= Invalid("time_zone", "must be a zone's name such as Europe/Berlin.");
        return now;
    }

    private RampUp? Ramp(RampUp? now, ref ApiError? fault)
    {
        if (!_given.TryGetValue("ramp_up", out var value))
        {
            return now;
        }

        if (value.ValueKind == JsonValueKind.Object
            && new Members(value).Find("start") is { ValueKind: JsonValueKind.Number } start && start.TryGetInt32(out var first) && first is >= 0 and <= 1_000_000
            && new Members(value).Find("step") is { ValueKind: JsonValueKind.Number } step && step.TryGetInt32(out var more) && more is >= 0 and <= 1_000_000)
        {
            return new RampUp(first, more);
        }

        fault ??= value.ValueKind == JsonValueKind.Null ? null : Invalid("ramp_up", "must be like {\"start\": 10, \"step\": 5}: so many on the first day, so many more each day.");
        return null;
    }

    private SendWindow? Window(SendWindow? now, ref ApiError? fault)
    {
        if (!_given.TryGetValue("window", out var value))
        {
            return now;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (WireWindow.Read(value) is { } window)
        {
            return window;
        }

        fault ??= Invalid("window", "must be like {\"days\": [\"mon\", \"tue\"], \"from\": \"09:00\", \"to\": \"17:00\"}.");
        return now;
    }
}

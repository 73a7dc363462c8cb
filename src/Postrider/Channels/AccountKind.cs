using System.Text.Json.Nodes;

namespace Postrider.Channels;

/// <summary>A kind of account described as data: this feeds validation, masking and the connect form.</summary>
public sealed record AccountKind
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required IReadOnlyList<string> Channels { get; init; }

    public required IReadOnlyList<KindSetting> Settings { get; init; }

    /// <summary>For how long after a node's lease ended its attempts may still reach the far side.</summary>
    public required TimeSpan HandOverLimit { get; init; }

    /// <summary>How long after that limit absence at the far side is certain.</summary>
    public required TimeSpan AbsenceCertainAfter { get; init; }

    /// <summary>An attempt that takes longer is cut off.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>For how long and how often its jobs are tried.</summary>
    public Attempts.RetryPlan Retry { get; init; } = Attempts.RetryPlan.Standard;

    /// <summary>Whether the far side drops what it gets again: then an unknown outcome needs no look and is tried again.</summary>
    public bool DropsRepeats { get; init; }

    /// <summary>Whether it is made by other means than connecting an account, so that no list of kinds shows it.</summary>
    public bool IsInside { get; init; }

    /// <summary>The daily limit that an account of these settings starts with; null: none.</summary>
    public Func<JsonObject, int?>? DailyLimit { get; init; }

    /// <summary>How slowly an account of these settings starts; null: at once.</summary>
    public Func<JsonObject, Accounts.RampUp?>? RampUp { get; init; }

    /// <summary>When its accounts are probed without anybody asking.</summary>
    public Watching Watching { get; init; } = Watching.WhileBroken;

    /// <summary>What an account may do in a day, by the actions that results name; what is not among them is not counted.</summary>
    public IReadOnlyDictionary<string, Accounts.KindBudget> Budgets { get; init; } = new Dictionary<string, Accounts.KindBudget>();

    /// <summary>The jitter that an account starts with.</summary>
    public int JitterSeconds { get; init; }

    /// <summary>For how long after a contact's last message anything may be written to them; null: always. Beyond it only a template may, named by the settings <c>template</c> and <c>template_language</c>.</summary>
    public TimeSpan? ReplyWindow { get; init; }

    public bool HasSetting(string name) => Settings.Any(setting => setting.Name == name);
}

/// <summary>One setting of a kind.</summary>
public sealed record KindSetting(string Name, SettingType Type, string Help)
{
    public bool Secret { get; init; }

    public bool Required { get; init; }

    /// <summary>It is required, too, while another setting has not this value; null: it is not.</summary>
    public KeyValuePair<string, string>? RequiredUnless { get; init; }

    /// <summary>The values it may have, when they are few.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    public long? Least { get; init; }

    public long? Most { get; init; }
}

public enum SettingType
{
    Text,
    Number,
    Switch,
}

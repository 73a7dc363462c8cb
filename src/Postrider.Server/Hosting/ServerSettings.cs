using System.Globalization;
using Postrider.Server.Api.Connecting;
using Postrider.Channels.Audio;
using Postrider.Channels.Voice;

namespace Postrider.Server.Hosting;

/// <summary>What the operator set, read once and checked: a bad value stops the start and names its variable.</summary>
internal sealed record ServerSettings
{
    private const string DefaultAddress = "http://127.0.0.1:8080";

    /// <summary>Null: the server runs a PostgreSQL of its own.</summary>
    public string? Database { get; private init; }

    public required string DataFolder { get; init; }

    public string? MasterKey { get; private init; }

    /// <summary>The least gap of dispatch lanes and the gap of a request that names none.</summary>
    public TimeSpan MinimumInterval { get; private init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest that a direct send's answer waits for the outcome.</summary>
    public TimeSpan DirectWait { get; private init; } = TimeSpan.FromSeconds(20);

    /// <summary>For how long the same direct send to the same contact is refused; zero: never.</summary>
    public TimeSpan DuplicateWindow { get; private init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether answers of the Calls API tell the calls that remain as text.</summary>
    public bool CallsRemainingAsText { get; private init; }

    public string Roles { get; private init; } = "api,worker";

    public double SandboxTimeScale { get; private init; } = 1;

    public string Addresses { get; private init; } = DefaultAddress;

    /// <summary>Where recipients and far sides reach this server; null: where it listens.</summary>
    public string? PublicUrl { get; private init; }

    /// <summary>Where far sides reach this very node; null: as the whole server.</summary>
    public string? NodeUrl { get; private init; }

    /// <summary>Whether every workspace may name hosts of private networks.</summary>
    public bool AllowPrivateNetworks { get; private init; }

    public SignInClients SignInClients { get; private init; } = new();
    /// <summary>What converts sound, and what speaks.</summary>
    public AudioOptions Audio { get; private init; } = new();

    /// <summary>Where calls take their ports, and keep recordings while they are made.</summary>
    public VoiceOptions Voice { get; private init; } = new();

    public bool IsApi => Roles.Split(',').Contains("api");

    public static ServerSettings Read(IConfiguration configuration) => new()
    {
        Database = Text(configuration, "POSTRIDER_DATABASE"),
        DataFolder = Text(configuration, "POSTRIDER_DATA") is { } folder ? Path.GetFullPath(folder) : Postgres.Embedded.DataFolder.Default(),
        MasterKey = Text(configuration, "POSTRIDER_MASTER_KEY"),
        MinimumInterval = TimeSpan.FromSeconds(Number(configuration, "POSTRIDER_MINIMUM_INTERVAL_SECONDS", 60, 0, 86_400)),
        DirectWait = TimeSpan.FromSeconds(Number(configuration, "POSTRIDER_DIRECT_WAIT_SECONDS", 20, 0, 120)),
        DuplicateWindow = TimeSpan.FromSeconds(Number(configuration, "POSTRIDER_DUPLICATE_SEND_SECONDS", 30, 0, 86_400)),
        SandboxTimeScale = Number(configuration, "POSTRIDER_SANDBOX_TIME_SCALE", 1, 0, 1000),
        CallsRemainingAsText = ReadCallsRemaining(Text(configuration, "POSTRIDER_CALLS_REMAINING_AS")),
        Roles = ReadRoles(Text(configuration, "POSTRIDER_ROLES") ?? "api,worker"),
        PublicUrl = ReadUrl(configuration, "POSTRIDER_PUBLIC_URL", "https://postrider.example.com"),
        NodeUrl = ReadUrl(configuration, "POSTRIDER_NODE_URL", "https://node1.postrider.example.com"),
        AllowPrivateNetworks = ReadSwitch("POSTRIDER_ALLOW_PRIVATE_NETWORKS", Text(configuration, "POSTRIDER_ALLOW_PRIVATE_NETWORKS")),
        SignInClients = new SignInClients(ReadClient(configuration, "POSTRIDER_GMAIL"), ReadClient(configuration, "POSTRIDER_MICROSOFT")),
        Audio = ReadAudio(configuration),
        Voice = ReadVoice(configuration),
        Addresses = Text(configuration, "urls") ?? Text(configuration, "ASPNETCORE_URLS") ?? DefaultAddress,
    };

    private static string? Text(IConfiguration configuration, string name) => configuration[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static double Number(IConfiguration configuration, string name, double otherwise, double least, double most)
    {
        if (Text(configuration, name) is not { } text)
        {
            return otherwise;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be a number from {least} to {most}."));
    }

    private static string? ReadUrl(IConfiguration configuration, string name, string example)
    {
        var text = Text(configuration, name);
        return text is null || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") && url.Query.Length == 0 && url.Fragment.Length == 0)
            ? text
            : throw new FormatException($"{name} is '{text}'; it must be like {example}.");
    }

    private static AudioOptions ReadAudio(IConfiguration configuration)
    {
        var audio = new AudioOptions
        {
            Ffmpeg = Text(configuration, "POSTRIDER_FFMPEG") is { } program ? Path.GetFullPath(program) : null,
            SpeechUrl = ReadUrl(configuration, "POSTRIDER_SPEECH_URL", "https://api.openai.com/v1") is { } url ? new Uri(url) : null,
            SpeechKey = Text(configuration, "POSTRIDER_SPEECH_KEY"),
            SpeechModel = Text(configuration, "POSTRIDER_SPEECH_MODEL"),
            SpeechVoice = Text(configuration, "POSTRIDER_SPEECH_VOICE"),
        };
        return audio.Objection() is { } objection ? throw new FormatException(objection) : audio;
    }

    private static VoiceOptions ReadVoice(IConfiguration configuration)
    {
        if (Text(configuration, "POSTRIDER_RTP_PORTS") is not { } text)
        {
            return new VoiceOptions();
        }

        // Each call takes two.
        return text.Split('-', StringSplitOptions.TrimEntries) is [var first, var last] && ushort.TryParse(first, CultureInfo.InvariantCulture, out var from) && ushort.TryParse(last, CultureInfo.InvariantCulture, out var to) && from >= 1024 && to > from
            ? new VoiceOptions { FirstPort = from, LastPort = to }
            : throw new FormatException($"POSTRIDER_RTP_PORTS is '{text}'; it must be a range of ports like 20000-20199, from 1024 on.");
    }

    private static SignInClient? ReadClient(IConfiguration configuration, string name)
    {
        var (id, secret, directory) = (Text(configuration, $"{name}_CLIENT_ID"), Text(configuration, $"{name}_CLIENT_SECRET"), Text(configuration, $"{name}_TENANT"));
        return id is not null ? new SignInClient(id, secret, directory)
            : secret is null && directory is null ? null
            : throw new FormatException($"{name}_CLIENT_ID is missing; what else is set of {name} belongs to it.");
    }

    private static bool ReadSwitch(string name, string? text) => text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new FormatException($"{name} is '{text}'; it must be true or false."),
    };

    private static bool ReadCallsRemaining(string? text) => text switch
    {
        null or "number" => false,
        "string" => true,
        _ => throw new FormatException($"POSTRIDER_CALLS_REMAINING_AS is '{text}'; it must be number or string."),
    };

    private static string ReadRoles(string text)
    {
        var roles = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return roles.Length > 0 && roles.All(role => role is "api" or "worker")
            ? string.Join(',', roles.Distinct().Order())
            : throw new FormatException($"POSTRIDER_ROLES is '{text}'; it must be api, worker or both: api,worker.");
    }
}

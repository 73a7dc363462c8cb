using System.Globalization;

namespace Postrider.Server.Checking;

/// <summary>What a person asks of a live check, from the command line; settings may come from the environment, where secrets belong.</summary>
internal sealed record LiveCheckOptions
{
    public const string Command = "check-provider";
    public const string SettingPrefix = "POSTRIDER_CHECK_";

    public const string Usage = $"""
        Usage: {Command} <kind> [options]

          --set <name>=<value>    A setting of the account, as often as needed. Or the variable {SettingPrefix}<NAME>: secrets
                                  on a command line are seen by everybody on the machine.
          --to <recipient>        Who gets one message: your own other number, mail address or LinkedIn page.
          --text <text>           What is sent. By default a sentence that says what it is.
          --public-url <url>      Where the far side reaches this machine. Without it nothing that comes by callback is waited for.
          --set-up-callback       Tells the far side that address by its API, where it has one for that, instead of waiting for you to do it.
          --urls <address>        Where the check listens. Default http://127.0.0.1:8080 with --public-url, else any free port.
          --wait <seconds>        For how long something that shall come in is waited for. Default 300.
          --database <address>    An empty database for the time of the check. By default it starts one of its own.
          --yes                   Asks nothing.

        It says at each step what it does, and ends with 0: all went well, 1: something did not, 2: it was not asked as it must be.
        """;

    public required string Kind { get; init; }

    /// <summary>By their names, in the words of the environment or the command line.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Null: nothing is sent.</summary>
    public string? To { get; private init; }

    public string? Text { get; private init; }

    public string? PublicUrl { get; private init; }

    public bool SetsUpCallback { get; private init; }

    public string? Addresses { get; private init; }

    public TimeSpan Patience { get; private init; } = TimeSpan.FromMinutes(5);

    public string? Database { get; private init; }

    public bool AsksNothing { get; private init; }

    /// <param name="args">Behind the command's own word.</param>
    /// <param name="environment">Variables.</param>
    public static (LiveCheckOptions? Options, string? Fault) Read(IReadOnlyList<string> args, IConfiguration environment)
    {
        if (args.Count == 0 || args[0].StartsWith('-'))
        {
            return (null, "Which kind of account?");
        }

        var settings = environment.AsEnumerable()
            .Where(pair => pair.Key.StartsWith(SettingPrefix, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(pair.Value))
            .ToDictionary(pair => pair.Key[SettingPrefix.Length..].ToLowerInvariant(), pair => pair.Value!);
        var options = new LiveCheckOptions { Kind = args[0], Settings = settings };
        for (var i = 1; i < args.Count; i++)
        {
            if (options.With(args[i]) is { } switched)
            {
                options = switched;
                continue;
            }

            if (i + 1 == args.Count)
            {
                return (null, $"{args[i]} needs a value, or is not known.");
            }

            var (name, value) = (args[i], args[++i]);
            if (name == "--set")
            {
                if (value.Split('=', 2) is not [{ Length: > 0 } setting, var given])
                {
                    return (null, "--set needs a name and a value: --set name=value.");
                }

                settings[setting] = given;
            }
            else if (options.With(name, value) is { } known)
            {
                options = known;
            }
            else
            {
                return (null, $"{name} {value} is not understood.");
            }
        }

        return options is { SetsUpCallback: true, PublicUrl: null } ? (null, "--set-up-callback needs --public-url.") : (options, null);
    }

    private LiveCheckOptions? With(string name) => name switch
    {
        "--yes" => this with { AsksNothing = true },
        "--set-up-callback" => this with { SetsUpCallback = true },
        _ => null,
    };

    private LiveCheckOptions? With(string name, string value) => name switch
    {
        "--to" => this with { To = value },
        "--text" => this with { Text = value },
        "--public-url" => this with { PublicUrl = value },
        "--urls" => this with { Addresses = value },
        "--database" => this with { Database = value },
        "--wait" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86_400 => this with { Patience = TimeSpan.FromSeconds(seconds) },
        _ => null,
    };
}

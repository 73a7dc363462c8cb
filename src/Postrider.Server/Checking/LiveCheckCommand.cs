using Postrider.Access;
using Postrider.Server.Hosting;

namespace Postrider.Server.Checking;

/// <summary>
/// Tries a kind of account out with a person's own key, against the real far side: a server with a database of its own is started, asked over its API as any
/// client asks, and forgotten. So what is checked is what will run.
/// </summary>
internal static class LiveCheckCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, IConfiguration environment, TextReader input, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        var (options, fault) = LiveCheckOptions.Read(args, environment);
        if (options is null)
        {
            await output.WriteLineAsync($"{fault}{Environment.NewLine}{Environment.NewLine}{LiveCheckOptions.Usage}");
            return LiveCheck.NotAsked;
        }

        // Not for its owner alone: PostgreSQL may run as another user. What is secret in it is.
        var scratch = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"postrider-check-{Guid.NewGuid():n}"));
        try
        {
            var key = KeyText.Generate();
            var settings = ServerSettings.Read(new ConfigurationBuilder().AddConfiguration(environment).AddInMemoryCollection(Own(options, scratch.FullName)).Build());
            var result = LiveCheck.WentWrong;
            await output.WriteLineAsync("Starting a server for the time of the check …");
            await new PostriderServer(settings, [$"--POSTRIDER_BOOTSTRAP_KEY={key}", "--POSTRIDER_RATE_LIMITS=off", "--Logging:LogLevel:Default=Warning"]).RunAsync(async address =>
            {
                using var server = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
                result = await new LiveCheck(new CheckedServer(server, time), options, input, output, time).RunAsync(cancellationToken);
            });
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopped.");
            return LiveCheck.WentWrong;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Whatever the environment says of a server that runs: this one has nothing to do with it.</summary>
    private static Dictionary<string, string?> Own(LiveCheckOptions options, string folder) => new()
    {
        ["POSTRIDER_DATABASE"] = options.Database ?? "",
        ["POSTRIDER_DATA"] = folder,
        ["POSTRIDER_MASTER_KEY"] = "",
        ["POSTRIDER_ROLES"] = "",
        ["POSTRIDER_NODE_URL"] = "",
        ["POSTRIDER_PUBLIC_URL"] = options.PublicUrl ?? "",
        ["POSTRIDER_MINIMUM_INTERVAL_SECONDS"] = "0",
        ["urls"] = options.Addresses ?? (options.PublicUrl is null ? "http://127.0.0.1:0" : "http://127.0.0.1:8080"),
    };
}

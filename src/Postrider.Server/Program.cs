using Postrider.Access;
using Postrider.Postgres.Embedded;
using Postrider.Postgres.Schema;
using Postrider.Server.Checking;
using Postrider.Server.Hosting;

try
{
    if (args is [LiveCheckOptions.Command, .. var asked])
    {
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupted.Cancel();
        };
        return await LiveCheckCommand.RunAsync(asked, new ConfigurationBuilder().AddEnvironmentVariables().Build(), Console.In, Console.Out, TimeProvider.System, interrupted.Token);
    }

    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
    await new PostriderServer(ServerSettings.Read(configuration), args).RunAsync();
    return 0;
}
catch (Exception exception) when (exception is FormatException or EmbeddedServerException or SchemaTooNewException or UnknownMasterKeyException or IOException or Npgsql.NpgsqlException)
{
    // Whoever starts the server can mend these: they need the sentence, not the stack.
    await Console.Error.WriteLineAsync($"Postrider did not start: {exception.Message}");
    return 1;
}

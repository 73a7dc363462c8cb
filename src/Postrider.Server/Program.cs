using Postrider.Access;
using Postrider.Postgres.Embedded;
using Postrider.Postgres.Schema;
using Postrider.Server.Hosting;

try
{
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

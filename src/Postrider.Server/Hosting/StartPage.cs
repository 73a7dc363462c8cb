using Postrider.Postgres.Embedded;

namespace Postrider.Server.Hosting;

/// <summary>What a person reads first: where the server listens, what it stands on and what to type next. Never through the log, since it may hold a key.</summary>
internal static class StartPage
{
    public static void Print(TextWriter output, ServerSettings settings, string listening, EmbeddedServer? own, string? newKey)
    {
        var address = listening.Split(", ")[0];
        output.WriteLine();
        output.WriteLine("  Postrider is ready.");
        output.WriteLine();
        output.WriteLine($"  Listening    {listening}");
        output.WriteLine($"  Roles        {settings.Roles}");
        output.WriteLine(own is null
            ? "  Database     the one that POSTRIDER_DATABASE names"
            : $"  Database     its own PostgreSQL {own.PostgresMajor}, in {settings.DataFolder}");
        output.WriteLine($"  Data         {settings.DataFolder}");
        output.WriteLine($"  Reference    {address}/docs");
        if (newKey is not null)
        {
            output.WriteLine();
            output.WriteLine($"  API key      {newKey}");
            output.WriteLine("               Shown this once. Keep it: only its hash is stored.");
        }

        output.WriteLine();
        output.WriteLine("  Try it:");
        output.WriteLine($"    curl \"{address}/api/v1/connect/accounts\" -H \"Authorization: Bearer {newKey ?? "YOUR_KEY"}\"");
        output.WriteLine();
        output.Flush();
    }
}

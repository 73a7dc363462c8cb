using Xunit;

namespace Postrider.IntegrationTests.Embedded;

/// <summary>What the machine may lack: a laptop skips the test and says why, the build machine fails.</summary>
internal static class Prerequisite
{
    public static bool IsLackOfPostgres(string words) => words.StartsWith("No database:", StringComparison.Ordinal);

    public static void Need(bool present, string reason)
    {
        if (present)
        {
            return;
        }

        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", reason);
        Assert.Skip(reason);
    }
}

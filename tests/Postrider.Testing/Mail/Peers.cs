using Xunit;

namespace Postrider.Testing.Mail;

/// <summary>Real mail servers that the machine may lack: a laptop skips the test and says why, the build machine fails.</summary>
public static class Peers
{
    public const string Loopback = "127.0.0.1";

    /// <param name="missing">What a test cannot have here, and how to get it; null: it is there.</param>
    public static void Require(string? missing)
    {
        if (missing is not null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", missing);
            Assert.Skip(missing);
        }
    }

    /// <summary>Rights that a build machine may lack as well: always a skip.</summary>
    public static void RequireRoot(string what) => Assert.SkipUnless(Environment.IsPrivilegedProcess, $"{what} runs as root only");

    /// <summary>Why not, where one of the programs is not installed.</summary>
    internal static string? Lacking(string packages, params string[] programs) =>
        Array.Find(programs, program => !File.Exists(program)) is { } lost ? $"{lost} was not found; install the Debian packages {packages}" : null;
}

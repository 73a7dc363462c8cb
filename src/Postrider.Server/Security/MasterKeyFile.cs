using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Postrider.Access;

namespace Postrider.Server.Security;

/// <summary>The master keys of a node: the variable's, else the one in the data folder, which is made at the first start.</summary>
internal static class MasterKeyFile
{
    public const string Name = "master.key";

    public static MasterKeys Load(string? variable, string dataFolder)
    {
        if (!string.IsNullOrWhiteSpace(variable))
        {
            return MasterKeys.Parse(variable);
        }

        var path = Path.Combine(dataFolder, Name);
        if (!File.Exists(path))
        {
            Make(path);
        }

        try
        {
            return MasterKeys.Parse(File.ReadAllText(path).Trim());
        }
        catch (FormatException exception)
        {
            throw new FormatException($"The file '{path}' does not hold a master key. Restore it from a backup, or set {MasterKeys.Variable}.", exception);
        }
    }

    // On Unix a move looks first and replaces then, so of two processes both could think they were first, and keep different keys. A link is made only where nothing is yet.
    private static void Place(string written, string path)
    {
        if (OperatingSystem.IsWindows() || (Link(written, path) != 0 && !File.Exists(path)))
        {
            // Windows moves only where nothing is; and not every file system knows links.
            File.Move(written, path, overwrite: false);
        }
    }

    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    // Written whole beside its place and put there: a crash leaves no half key, and of two processes the first one's stays.
    private static void Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var written = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(written, options))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Size))));
                file.Flush(flushToDisk: true);
            }

            Place(written, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first.
        }
        finally
        {
            File.Delete(written);
        }
    }
}

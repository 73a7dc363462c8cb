using System.Security.Cryptography;

namespace Postrider.Postgres.Embedded;

/// <summary>The password of the private cluster: random, made once, readable by the server's user alone.</summary>
internal static class PasswordFile
{
    public static string ReadOrCreate(EmbeddedFolder folder)
    {
        if (File.Exists(folder.Password))
        {
            return File.ReadAllText(folder.Password).Trim();
        }

        if (Directory.Exists(folder.Cluster))
        {
            throw new EmbeddedServerException(
                $"{folder.Password} is gone, and without it the data in {folder.Cluster} cannot be reached. Put the file back from a backup.");
        }

        // On disk before the cluster that it opens exists, so no crash can leave a cluster without it.
        var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
        var unfinished = folder.Password + ".unfinished";
        File.Delete(unfinished);
        using (var file = new FileStream(unfinished, Options()))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(password));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, folder.Password);
        return password;
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}

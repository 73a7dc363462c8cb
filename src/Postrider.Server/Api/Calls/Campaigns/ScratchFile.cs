namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>A file on this machine's disk that lives as long as its stream, whatever happens: it has no name while it is used.</summary>
internal static class ScratchFile
{
    /// <param name="folder">Null: the machine's own for such files.</param>
    public static FileStream Create(string? folder)
    {
        var place = folder ?? Path.GetTempPath();
        Directory.CreateDirectory(place);
        var path = Path.Combine(place, $"upload-{Guid.NewGuid():N}");
        var how = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = 64 * 1024,
        };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, how);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }
}

using System.Globalization;

namespace Postrider.Postgres.Embedded;

/// <summary>
/// Keeps a second server off a data folder. The operating system drops the lock with the process that holds it, however that ends, which no file with a
/// process id in it can promise; the id is written beside it only to name the holder.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    public static FolderLock Take(EmbeddedFolder folder)
    {
        var holder = Path.Combine(folder.Root, "lock.holder");
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(folder.Root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedServerException(
                $"The data folder {folder.Data} belongs to another user. Run as that user, or name another folder with POSTRIDER_DATA.", e);
        }
        catch (IOException e)
        {
            throw new EmbeddedServerException(
                $"The data folder {folder.Data} is in use by another Postrider server ({Holder(holder)}). "
                + "Stop that one, or name another folder for this one with POSTRIDER_DATA.", e);
        }

        File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new FolderLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(string path)
    {
        try
        {
            return $"process {File.ReadAllText(path).Trim()}";
        }
        catch (IOException)
        {
            return "its process is not known";
        }
    }
}

using Postrider.Sip.Sound;
using Postrider.Storage;

namespace Postrider.Channels.Voice;

/// <summary>A call's recording on its way through this machine's disk to the content store. Nothing of it stays here, whatever happens: the file has no name while it is written.</summary>
internal sealed class Recording : IAsyncDisposable
{
    private readonly FileStream _reading;
    private readonly CallRecorder _recorder;

    private Recording(FileStream reading, CallRecorder recorder) => (_reading, _recorder) = (reading, recorder);

    /// <summary>What is wrong with it, for people; null: nothing.</summary>
    public string? Fault => _recorder.Fault;

    /// <exception cref="IOException">There is no place for it.</exception>
    public static Recording Begin(string? folder, TimeSpan longest, TimeProvider time)
    {
        var place = folder ?? Path.GetTempPath();
        Directory.CreateDirectory(place);
        var path = Path.Combine(place, $"call-{Guid.NewGuid():N}");
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var reading = new FileStream(path, how);
        try
        {
            var writing = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }

            return new Recording(reading, new CallRecorder(writing, longest, time));
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    public void Add(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said) => _recorder.Add(heard, said);

    /// <summary>Ends it and stores it; null: there is nothing to be stored.</summary>
    public async Task<byte[]?> KeepAsync(IContentStore content, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await _recorder.DisposeAsync();
        if (_recorder.Recorded == TimeSpan.Zero)
        {
            return null;
        }

        _reading.Position = 0;
        return await content.PutAsync(workspace, _reading, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _recorder.DisposeAsync();
        await _reading.DisposeAsync();
    }
}

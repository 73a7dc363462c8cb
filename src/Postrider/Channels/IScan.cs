namespace Postrider.Channels;

/// <summary>A driver whose accounts are linked by a picture that a phone scans.</summary>
public interface IScan
{
    Task<ScanPicture> FindPictureAsync(DriverAccount account, CancellationToken cancellationToken);
}

/// <param name="Png">Null: there is none yet.</param>
/// <param name="Fault">Why there will be none.</param>
public sealed record ScanPicture(byte[]? Png, string? Fault = null);

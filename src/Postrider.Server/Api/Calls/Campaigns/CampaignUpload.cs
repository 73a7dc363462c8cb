using System.Security.Cryptography;
using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>
/// Numbers that were sent as a file. <see cref="ReadAsync"/> takes all of the body to this machine's disk, <see cref="CheckAsync"/> finds what is wrong with the file
/// as a whole before anything is made of it, <see cref="ReadRowsAsync"/> then gives its rows. Whoever has it disposes it, and the file is gone.
/// </summary>
internal sealed class CampaignUpload : IAsyncDisposable
{
    private readonly FileStream? _file;
    private CampaignHeader? _header;

    internal CampaignUpload(IReadOnlyDictionary<string, string> fields, FileStream? file) => (Fields, _file) = (fields, file);

    /// <summary>The form's fields beside the file; of a file that came alone, what the query says. Those with one name are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; }

    public bool HasFile => _file is not null;

    /// <summary>Whether a request's body is a form or a file, and no JSON.</summary>
    public static bool IsOffered(HttpRequest request) => UploadBody.IsForm(request) || UploadBody.IsFile(request);

    /// <param name="folder">Where files lie while they are read; null: where the machine has such files.</param>
    public static Task<(CampaignUpload? Upload, ApiError? Fault)> ReadAsync(HttpContext context, string? folder) => new UploadBody(context, folder).ReadAsync();

    /// <summary>The first reading. The fault is that of the whole file; with one, nothing of it may be taken.</summary>
    /// <param name="numberColumn">Null: the field of this name, and without one the usual names.</param>
    public async Task<(CampaignFileCheck? Check, ApiError? Fault)> CheckAsync(string? numberColumn, CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            return (null, CampaignUploadErrors.FileMissing);
        }

        var check = await new CampaignFile(_file).CheckAsync(numberColumn ?? Fields.GetValueOrDefault("numberColumn"), cancellationToken);
        _header = check.Header;
        return check.Fault is { } fault ? (null, CampaignUploadErrors.Of(fault)) : (check, null);
    }

    /// <summary>The SHA-256 of the file, by which a repeat is told from another file.</summary>
    public Task<byte[]> HashAsync(CancellationToken cancellationToken)
    {
        _file!.Position = 0;
        return SHA256.HashDataAsync(_file, cancellationToken).AsTask();
    }

    /// <summary>The second reading, after a check without a fault.</summary>
    public IAsyncEnumerable<CampaignRow> ReadRowsAsync(CampaignNumberReader numbers, CancellationToken cancellationToken) =>
        new CampaignFile(_file!).ReadAsync(_header!, numbers, cancellationToken);

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>The body of one upload on its way to the disk.</summary>
internal sealed class UploadBody(HttpContext context, string? folder)
{
    public const long LargestFile = 100L * 1024 * 1024;

    private const int MostParts = 64;
    private const int LongestName = 100;
    private const int LongestField = 16 * 1024;

    // What stands around the file: fields, boundaries and headers, and the lengths of chunks.
    private const int Around = 2 * 1024 * 1024;

    private readonly Dictionary<string, string> _fields = [];
    private FileStream? _file;

    public static bool IsForm(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    public static bool IsFile(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase);

    public async Task<(CampaignUpload? Upload, ApiError? Fault)> ReadAsync()
    {
        var isDone = false;
        try
        {
            var fault = await ReadWholeAsync();
            isDone = fault is null;
            return isDone ? (new CampaignUpload(_fields, _file), null) : Refuse(fault!);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Refuse(CampaignUploadErrors.FileTooLarge);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            return Refuse(CampaignUploadErrors.InvalidUpload.With($"The body cannot be read to its end: {exception.Message}"));
        }
        finally
        {
            if (!isDone && _file is not null)
            {
                await _file.DisposeAsync();
            }
        }
    }

    private async Task<ApiError?> ReadWholeAsync()
    {
        var request = context.Request;
        var isFile = IsFile(request);
        if (request.ContentLength > LargestFile + (isFile ? 0 : Around))
        {
            return CampaignUploadErrors.FileTooLarge;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestFile + Around;
        }

        if (!isFile)
        {
            return await ReadFormAsync();
        }

        foreach (var (name, value) in request.Query)
        {
            _fields[name] = value.ToString();
        }

        return await SpoolAsync(request.Body);
    }

    private async Task<ApiError?> ReadFormAsync()
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            return CampaignUploadErrors.InvalidUpload;
        }

        var reader = new MultipartReader(boundary.ToString(), context.Request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 8 * 1024 };
        var parts = 0;
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (++parts > MostParts)
            {
                return CampaignUploadErrors.InvalidUpload.With($"A form may have at most {MostParts} parts.");
            }

            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var place) || HeaderUtilities.RemoveQuotes(place.Name).ToString() is not { Length: > 0 and <= LongestName } name)
            {
                return CampaignUploadErrors.InvalidUpload.With($"Each part of a form has a Content-Disposition with a name of at most {LongestName} characters.");
            }

            var fault = name != "file" ? await ReadFieldAsync(section.Body, name)
                : _file is null ? await SpoolAsync(section.Body)
                : CampaignUploadErrors.InvalidUpload.With("The form has two parts named 'file'. Send one file at a time.");
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private async Task<ApiError?> ReadFieldAsync(Stream body, string name)
    {
        var buffer = new byte[LongestField + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > LongestField)
        {
            return CampaignUploadErrors.InvalidUpload.With($"The field '{name}' is longer than {LongestField / 1024} KiB.");
        }

        var text = buffer.AsSpan(0, length);
        if (!Utf8.IsValid(text) || text.Contains((byte)0))
        {
            return CampaignUploadErrors.InvalidUpload.With($"The field '{name}' is not UTF-8, or holds the character NUL.");
        }

        var value = Encoding.UTF8.GetString(text);
        _fields[name] = _fields.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        return null;
    }

    private async Task<ApiError?> SpoolAsync(Stream body)
    {
        _file = ScratchFile.Create(folder);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (_file.Position + read > LargestFile)
            {
                return CampaignUploadErrors.FileTooLarge;
            }

            await WriteAsync(_file, buffer.AsMemory(0, read));
        }

        return null;
    }

    // A disk that is full is no fault of the caller's.
    private async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> piece)
    {
        try
        {
            await file.WriteAsync(piece, context.RequestAborted);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException($"An upload cannot be kept on this machine's disk: {exception.Message}", exception);
        }
    }

    // What is left of the body is not read: the answer ends the connection.
    private (CampaignUpload? Upload, ApiError? Fault) Refuse(ApiError fault)
    {
        context.Response.Headers.Connection = "close";
        return (null, fault);
    }
}

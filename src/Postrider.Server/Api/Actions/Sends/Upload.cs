using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Postrider.Server.Api.Actions.Sends;

/// <summary>The one file of a multipart body, read no further than it may be long.</summary>
internal sealed record Upload(string FileName, string? ContentType, ReadOnlyMemory<byte> Data)
{
    private const int LongestName = 255;

    // What stands around the file: boundaries, headers, and small parts that nobody reads.
    private const int Around = 64 * 1024;

    // Chunks are counted with their lengths: a few bytes each.
    private const int Chunks = 1024 * 1024;

    public static async Task<(Upload? File, Problem? Problem)> ReadAsync(HttpContext context, int largest)
    {
        if (context.Request.ContentLength > largest + Around)
        {
            return Refuse(context, AttachmentProblems.TooLarge);
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            return Refuse(context, AttachmentProblems.InvalidUpload);
        }

        // Parts that nobody reads are read over, and without this as far as the largest body of all goes.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = largest + Around + Chunks;
        }

        var reader = new MultipartReader(boundary.ToString(), context.Request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 8 * 1024 };
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var place) && HeaderUtilities.RemoveQuotes(place.Name) == "file" && NameOf(place) is { } name)
                {
                    return await ReadFileAsync(context, section, name, largest);
                }
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Refuse(context, AttachmentProblems.TooLarge);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            return Refuse(context, AttachmentProblems.InvalidUpload.With($"The body cannot be read as multipart/form-data: {exception.Message}"));
        }

        return Refuse(context, AttachmentProblems.InvalidUpload);
    }

    private static async Task<(Upload? File, Problem? Problem)> ReadFileAsync(HttpContext context, MultipartSection section, string name, int largest)
    {
        using var file = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await section.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (file.Length + read > largest)
            {
                return Refuse(context, AttachmentProblems.TooLarge);
            }

            file.Write(buffer, 0, read);
        }

        return file.Length == 0 ? (null, AttachmentProblems.Empty) : (new Upload(name, section.ContentType, file.GetBuffer().AsMemory(0, (int)file.Length)), null);
    }

    private static string? NameOf(ContentDispositionHeaderValue place)
    {
        var given = place.FileNameStar.HasValue ? place.FileNameStar : place.FileName;
        if (HeaderUtilities.RemoveQuotes(given).ToString().Trim() is not { Length: > 0 } name)
        {
            return null;
        }

        // Some clients send the whole path.
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.Length is 0 or > LongestName || Dispatch.ContentReader.HasControl(name) ? null : name;
    }

    // What is left of the body is not read: the answer ends the connection.
    private static (Upload? File, Problem? Problem) Refuse(HttpContext context, Problem problem)
    {
        context.Response.Headers.Connection = "close";
        return (null, problem);
    }
}

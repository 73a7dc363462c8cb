using System.Buffers;
using System.Text.Json;
using Postrider.Contacts;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>Writes the answer to an import while the import goes on: a part of the items at a time, the totals last.</summary>
internal sealed class ImportAnswer(HttpResponse response)
{
    private readonly int[] _totals = new int[Enum.GetValues<ImportStatus>().Length];
    private bool _isFirst = true;

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        await response.WriteAsync("{\"items\":[", cancellationToken);
    }

    public async Task WriteAsync(IEnumerable<ImportedContact> items, CancellationToken cancellationToken)
    {
        var writer = AnswerWriter.Rent(response.BodyWriter);
        foreach (var item in items)
        {
            _totals[(int)item.Status]++;
            if (!_isFirst)
            {
                response.BodyWriter.Write(","u8);
            }

            Write(writer, item);

            // Each object is a document of its own to the writer; the commas between them are ours.
            writer.Flush();
            writer.Reset(response.BodyWriter);
            _isFirst = false;
        }

        AnswerWriter.Return(writer);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    public Task EndAsync(CancellationToken cancellationToken) => response.WriteAsync(
        $"],\"added\":{Total(ImportStatus.Created)},\"updated\":{Total(ImportStatus.Updated)},\"skipped\":{Total(ImportStatus.Skipped)},\"failed\":{Total(ImportStatus.Failed)}}}", cancellationToken);

    private int Total(ImportStatus status) => _totals[(int)status];

    private static void Write(Utf8JsonWriter writer, ImportedContact item)
    {
        writer.WriteStartObject();
        if (item.ContactId is { } id)
        {
            writer.WriteNumber("id"u8, id);
        }
        else
        {
            writer.WriteNull("id"u8);
        }

        writer.WriteString("status"u8, JsonNamingPolicy.CamelCase.ConvertName(item.Status.ToString()));
        writer.WriteString("error"u8, item.Fault);
        if (item.SkipReason is { } reason)
        {
            writer.WriteString("skipReason"u8, reason);
        }

        writer.WriteEndObject();
    }
}

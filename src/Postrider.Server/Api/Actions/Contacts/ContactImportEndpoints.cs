using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Postrider.Access;
using Postrider.Contacts;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>Imports: many contacts in one request, in parts of a transaction each. The memory that one takes does not grow with it.</summary>
internal sealed class ContactImportEndpoints(IContactStore contacts, ICustomFieldStore customFields)
{
    private const long LargestBody = 200L * 1024 * 1024;
    private const int MostItems = 100_000;
    private const int Part = 1000;
    private const int MostLists = 20;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ContactImportEndpoints>(group.ServiceProvider);
        group.MapPost("/contacts/import", gate.Require(Scopes.ContactsWrite, endpoints.Import));
    }

    private async Task Import(HttpContext context, Caller caller)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody + 1;
        }

        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        if (context.Request.ContentLength > LargestBody || !await SpoolAsync(context, file))
        {
            context.Response.Headers.Connection = "close";
            await ActionsAnswer.ProblemAsync(context, ContactProblems.ImportTooLarge);
            return;
        }

        var (options, problem) = await LookAsync(file, context.RequestAborted);
        if (problem is not null)
        {
            await ActionsAnswer.ProblemAsync(context, problem);
            return;
        }

        await WriteAsync(context, caller, file, options);
    }

    private static async Task<bool> SpoolAsync(HttpContext context, FileStream file)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            foreach (var piece in read.Buffer)
            {
                await file.WriteAsync(piece, context.RequestAborted);
            }

            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (file.Length > LargestBody)
            {
                return false;
            }

            if (read.IsCompleted)
            {
                return true;
            }
        }
    }

    /// <summary>The first pass: whether all of it can be read, and the options.</summary>
    private static async Task<(ImportOptions Options, Problem? Problem)> LookAsync(FileStream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        using var body = new ImportBody(file);
        var options = new ImportOptions();
        var count = 0;
        try
        {
            while (await body.NextAsync(cancellationToken) is { } part)
            {
                using (part)
                {
                    count += part.IsItem ? 1 : 0;
                    if (count > MostItems)
                    {
                        return (options, ContactProblems.ImportTooLarge);
                    }

                    if (!part.IsItem && part.Document.RootElement.ValueKind != JsonValueKind.Null && Options(part.Document.RootElement, out options) is { } problem)
                    {
                        return (options, problem);
                    }
                }
            }
        }
        catch (JsonException exception)
        {
            return (options, Problem.Of(ApiErrors.Json(exception.LineNumber is { } line ? $"it is not valid at line {line + 1}" : exception.Message)));
        }

        return (options, count == 0 ? ContactProblems.InvalidInput with { Faults = [new FieldFault("/items", "items must be a list of 1 to 100,000 objects.")] } : null);
    }

    private static Problem? Options(JsonElement value, out ImportOptions options)
    {
        options = new ImportOptions();
        if (value.ValueKind != JsonValueKind.Object)
        {
            return ContactProblems.InvalidInput with { Faults = [new FieldFault("/options", "items must be a list, and options an object.")] };
        }

        using var wrapped = JsonDocument.Parse($"{{\"options\":{value.GetRawText()}}}");
        var whole = new Fields(wrapped.RootElement);
        if (whole.Object("options") is { } fields)
        {
            options = new ImportOptions
            {
                OverwriteExisting = fields.Flag("overwriteExisting") ?? false,
                SkipExisting = fields.Flag("skipExisting") ?? false,
                DetectTimeZone = fields.Flag("detectTimeZone") ?? false,
                ListIds = fields.Ids("listIds", most: MostLists),
            };
        }

        return whole.IsFaulty ? whole.ToProblem(ContactProblems.InvalidInput.Code) : null;
    }

    private async Task WriteAsync(HttpContext context, Caller caller, FileStream file, ImportOptions options)
    {
        var known = await customFields.ListAsync(caller.WorkspaceId, context.RequestAborted);
        file.Position = 0;
        using var body = new ImportBody(file);
        var answer = new ImportAnswer(context.Response);
        var waiting = new List<(ContactChange? Change, string? Fault)>(Part);
        var hasBegun = false;
        while (true)
        {
            var part = await body.NextAsync(context.RequestAborted);
            using (part)
            {
                if (part is { IsItem: true })
                {
                    waiting.Add(Read(part.Document.RootElement, known));
                }
            }

            if (waiting.Count == Part || (part is null && waiting.Count > 0))
            {
                var written = await WrittenAsync(caller, waiting, options, context.RequestAborted);
                if (!hasBegun)
                {
                    // Not before the first part is in the store: until then a fault can still be told.
                    await answer.BeginAsync(context.RequestAborted);
                    hasBegun = true;
                }

                await answer.WriteAsync(written, context.RequestAborted);
                waiting.Clear();
            }

            if (part is null)
            {
                break;
            }
        }

        await answer.EndAsync(context.RequestAborted);
    }

    private static (ContactChange? Change, string? Fault) Read(JsonElement item, IReadOnlyList<CustomField> known)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return (null, "Each item must be an object.");
        }

        var fields = new Fields(item);
        var change = ContactReader.Read(fields, known);
        return fields.IsFaulty ? (null, string.Join(' ', fields.ToProblem("").Faults.Select(fault => fault.Detail))) : (change, null);
    }

    private async Task<IEnumerable<ImportedContact>> WrittenAsync(Caller caller, List<(ContactChange? Change, string? Fault)> items, ImportOptions options, CancellationToken cancellationToken)
    {
        var written = new Queue<ImportedContact>(
            await contacts.ImportAsync(caller.WorkspaceId, [.. items.Select(item => item.Change).OfType<ContactChange>()], options, cancellationToken));
        return [.. items.Select(item => item.Change is null ? new ImportedContact(ImportStatus.Failed, null, null) { Fault = item.Fault } : written.Dequeue())];
    }
}

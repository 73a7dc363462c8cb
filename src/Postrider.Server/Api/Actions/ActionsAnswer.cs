using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Postrider.Server.Api.Actions;

/// <summary>Writes this dialect's answers: plain objects, arrays and pages, and problems for everything that was refused.</summary>
internal static class ActionsAnswer
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>Answers with an object; <paramref name="write"/> writes its members.</summary>
    public static Task ObjectAsync<T>(HttpContext context, int status, T item, Action<Utf8JsonWriter, T> write)
    {
        var writer = Begin(context.Response, status, Json);
        WriteObject(writer, item, write);
        AnswerWriter.Return(writer);
        return Task.CompletedTask;
    }

    /// <summary>Answers with a bare array, as lists without pages do.</summary>
    public static Task ArrayAsync<T>(HttpContext context, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        var writer = Begin(context.Response, StatusCodes.Status200OK, Json);
        writer.WriteStartArray();
        foreach (var item in items)
        {
            WriteObject(writer, item, write);
        }

        writer.WriteEndArray();
        AnswerWriter.Return(writer);
        return Task.CompletedTask;
    }

    /// <summary>Answers with a page of a list that was read with one item more than asked for: only that one tells that there are more.</summary>
    public static Task PageAsync<T>(HttpContext context, SkipPage page, IReadOnlyList<T> read, Action<Utf8JsonWriter, T> write, long? totalCount = null)
    {
        var writer = Begin(context.Response, StatusCodes.Status200OK, Json);
        writer.WriteStartObject();
        writer.WriteStartArray("items"u8);
        foreach (var item in read.Take(page.Top))
        {
            WriteObject(writer, item, write);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("hasMore"u8, read.Count > page.Top);
        if (totalCount is { } count)
        {
            writer.WriteNumber("totalCount"u8, count);
        }

        writer.WriteEndObject();
        AnswerWriter.Return(writer);
        return Task.CompletedTask;
    }

    /// <summary>Answers a bulk call: only what failed, by id; an empty object says that all was done.</summary>
    public static Task FailuresAsync(HttpContext context, IEnumerable<(long Id, string Error, string? Detail)> failures) =>
        ObjectAsync(context, StatusCodes.Status200OK, failures, static (writer, failures) =>
        {
            foreach (var (id, error, detail) in failures)
            {
                writer.WriteStartObject(id.ToString(CultureInfo.InvariantCulture));
                writer.WriteString("error"u8, error);
                writer.WriteString("errorDetails"u8, detail);
                writer.WriteEndObject();
            }
        });

    public static Task NothingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>What any dialect refuses, in this one's form.</summary>
    public static Task ErrorAsync(HttpContext context, ApiError error) =>
        ProblemAsync(context, (error == ApiErrors.EndpointNotFound || error == ApiErrors.MethodNotAllowed) && NotOffered.Find(context.Request.Path) is { } known ? known : Problem.Of(error));

    public static Task ProblemAsync(HttpContext context, Problem problem)
    {
        if (problem.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ApiErrors.WholeSeconds(wait).ToString(CultureInfo.InvariantCulture);
        }

        var type = context.RequestServices.GetRequiredService<PublicAddress>().Of($"/docs/problems#{problem.Code}");
        var writer = Begin(context.Response, problem.Status, "application/problem+json; charset=utf-8");
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(problem.Status));
        writer.WriteNumber("status"u8, problem.Status);
        writer.WriteString("detail"u8, problem.Detail);
        writer.WriteString("code"u8, problem.Code);
        if (problem.Faults.Count > 0)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var fault in problem.Faults)
            {
                writer.WriteStartObject();
                writer.WriteString("pointer"u8, fault.Pointer);
                writer.WriteString("detail"u8, fault.Detail);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        AnswerWriter.Return(writer);
        return Task.CompletedTask;
    }

    private static void WriteObject<T>(Utf8JsonWriter writer, T item, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartObject();
        write(writer, item);
        writer.WriteEndObject();
    }

    private static Utf8JsonWriter Begin(HttpResponse response, int status, string contentType)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        return AnswerWriter.Rent(response.BodyWriter);
    }
}

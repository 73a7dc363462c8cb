using System.Text.Json;
using Postrider.Access;
using Postrider.Inbox;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Inbox;

/// <summary>The categories that threads are put under.</summary>
internal sealed class CategoryEndpoints(IThreadStore threads)
{
    private const string Path = "/inbox/threads/categories";

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<CategoryEndpoints>(group.ServiceProvider);
        group.MapGet(Path, gate.Require(Scopes.InboxRead, endpoints.List));
        group.MapPost(Path, gate.Require(Scopes.InboxWrite, endpoints.Add));
        group.MapGet(Path + "/{id}", gate.Require(Scopes.InboxRead, endpoints.Get));
        group.MapPut(Path + "/{id}", gate.Require(Scopes.InboxWrite, endpoints.Change));
        group.MapDelete(Path + "/{id}", gate.Require(Scopes.InboxWrite, endpoints.Delete));
        group.MapPost(Path + "/{id}/thread-links/bulk", gate.Require(Scopes.InboxWrite, (context, caller) => endpoints.LinkAsync(context, caller, link: true)));
        group.MapPost(Path + "/{id}/thread-links/bulk-delete", gate.Require(Scopes.InboxWrite, (context, caller) => endpoints.LinkAsync(context, caller, link: false)));
    }

    private static void Write(Utf8JsonWriter writer, ThreadCategory category)
    {
        writer.WriteNumber("id"u8, category.CategoryId);
        writer.WriteString("name"u8, category.Name);
        writer.WriteString("color"u8, category.Color);
    }

    private static Task AnswerAsync(HttpContext context, ThreadCategory? category, Problem otherwise) => category is null
        ? ActionsAnswer.ProblemAsync(context, otherwise)
        : ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, category, Write);

    private async Task List(HttpContext context, Caller caller) => await ActionsAnswer.ArrayAsync(context, await threads.ListCategoriesAsync(caller.WorkspaceId, context.RequestAborted), Write);

    private async Task Get(HttpContext context, Caller caller) =>
        await AnswerAsync(context, await threads.FindCategoryAsync(caller.WorkspaceId, Call.Id(context), context.RequestAborted), InboxProblems.CategoryNotFound);

    private async Task Add(HttpContext context, Caller caller)
    {
        if (await ReadAsync(context) is var (name, color))
        {
            await AnswerAsync(context, await threads.AddCategoryAsync(caller.WorkspaceId, name, color, context.RequestAborted), InboxProblems.CategoryNameTaken);
        }
    }

    private async Task Change(HttpContext context, Caller caller)
    {
        if (await ReadAsync(context) is var (name, color))
        {
            var category = new ThreadCategory(Call.Id(context), name, color);
            var changed = await threads.ChangeCategoryAsync(caller.WorkspaceId, category, context.RequestAborted);
            await AnswerAsync(context, changed == true ? category : null, changed is null ? InboxProblems.CategoryNameTaken : InboxProblems.CategoryNotFound);
        }
    }

    private async Task Delete(HttpContext context, Caller caller) =>
        await (await threads.DeleteCategoryAsync(caller.WorkspaceId, Call.Id(context), context.RequestAborted)
            ? ActionsAnswer.NothingAsync(context)
            : ActionsAnswer.ProblemAsync(context, InboxProblems.CategoryNotFound));

    private async Task LinkAsync(HttpContext context, Caller caller, bool link)
    {
        var id = Call.Id(context);
        await (await threads.FindCategoryAsync(caller.WorkspaceId, id, context.RequestAborted) is null
            ? ActionsAnswer.ProblemAsync(context, InboxProblems.CategoryNotFound)
            : ThreadEndpoints.BulkAsync(context, (ids, token) => threads.CategorizeAsync(caller.WorkspaceId, ids, link ? id : null, link ? null : id, token)));
    }

    /// <summary>Null: the body was refused, and the refusal is written.</summary>
    private static async Task<(string Name, string? Color)?> ReadAsync(HttpContext context)
    {
        string? name = null, color = null;
        return await Call.ReadAsync(context, InboxProblems.InvalidCategory.Code, fields => (name, color) = (fields.Line("name", 100, required: true), fields.Line("color", 32))) ? (name!, color) : null;
    }
}

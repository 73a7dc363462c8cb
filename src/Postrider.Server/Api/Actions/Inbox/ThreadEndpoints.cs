using Postrider.Access;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Inbox;

/// <summary>The inbox: threads, their messages, and what people mark them with.</summary>
internal sealed class ThreadEndpoints(IThreadStore threads, IContactStore contacts)
{
    // Longer ones are read page by page.
    private const int MostMessages = 200;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ThreadEndpoints>(group.ServiceProvider);
        var store = group.ServiceProvider.GetRequiredService<IThreadStore>();
        group.MapGet("/inbox/threads", gate.Require(Scopes.InboxRead, (context, caller) => endpoints.ListAsync(context, caller, new ThreadFilter())));
        group.MapPost("/inbox/threads/filter", gate.Require(Scopes.InboxRead, endpoints.Filter));
        group.MapGet("/inbox/threads/{id:long}", gate.Require(Scopes.InboxRead, endpoints.Get));
        group.MapDelete("/inbox/threads/{id:long}", gate.Require(Scopes.InboxWrite, endpoints.Delete));
        group.MapGet("/inbox/threads/{id:long}/messages", gate.Require(Scopes.InboxRead, endpoints.ListMessages));
        group.MapPut("/inbox/threads/{id:long}/category", gate.Require(Scopes.InboxWrite, endpoints.PutCategory));
        group.MapPut("/inbox/threads/{id:long}/meeting-intent", gate.Require(Scopes.InboxWrite, endpoints.PutMeetingIntent));
        group.MapPost("/inbox/threads/mark-as-read", gate.Require(Scopes.InboxWrite, (context, caller) => BulkAsync(context, (ids, token) => store.MarkAsync(caller.WorkspaceId, ids, false, token))));
        group.MapPost("/inbox/threads/mark-as-unread", gate.Require(Scopes.InboxWrite, (context, caller) => BulkAsync(context, (ids, token) => store.MarkAsync(caller.WorkspaceId, ids, true, token))));
        group.MapPost("/inbox/threads/bulk-delete", gate.Require(Scopes.InboxWrite, (context, caller) => BulkAsync(context, (ids, token) => store.DeleteAsync(caller.WorkspaceId, ids, token))));
    }

    /// <summary>Runs a bulk change and answers with what failed: the threads that are not there.</summary>
    public static async Task BulkAsync(HttpContext context, Func<IReadOnlyList<long>, CancellationToken, Task<IReadOnlySet<long>>> change)
    {
        IReadOnlyList<long> ids = [];
        if (!await Call.ReadAsync(context, InboxProblems.InvalidInput.Code, fields => ids = fields.Ids("threadIds", required: true)))
        {
            return;
        }

        var done = await change(ids, context.RequestAborted);
        await ActionsAnswer.FailuresAsync(context, ids.Where(id => !done.Contains(id)).Select(id => (id, "notFound", (string?)"There is no such thread.")));
    }

    private async Task Filter(HttpContext context, Caller caller)
    {
        ThreadFilter? filter = null;
        if (await Call.ReadAsync(context, InboxProblems.InvalidInput.Code, fields => filter = ReadFilter(fields, caller.WorkspaceId)))
        {
            await ListAsync(context, caller, filter);
        }
    }

    /// <summary>Null: the filter lets nothing through.</summary>
    private static ThreadFilter? ReadFilter(Fields fields, WorkspaceId workspace)
    {
        if (fields.Whole("ownerUserId", 1) is { } owner && owner != workspace.Value)
        {
            fields.Fail("ownerUserId", "ownerUserId is no user of this team.");
        }

        var (from, to) = (fields.Time("from"), fields.Time("to"));
        if (from is not null && to is not null && to <= from)
        {
            fields.Fail("to", "to must be later than from.");
        }

        string[] channels = [.. fields.Words("channels", "email", "linkedIn").Select(channel => channel == "email" ? Channel.Email : Channel.LinkedIn)];
        var (mailboxes, profiles) = (fields.Ids("emailAccountIds"), fields.Ids("linkedInAccountIds"));
        var categories = fields.Ids("categoryIds");
        var bucket = fields.Choice("bucket", "inbox", "sent", "unread", "aiDraft");
        return fields.Ids("sequenceIds").Count > 0 || bucket == "aiDraft" ? null : new ThreadFilter
        {
            Search = fields.Line("search", 200) is { Length: > 0 } search ? search : null,
            Channels = channels.Length == 0 ? null : channels,
            OnlyWithMeetingIntent = fields.Flag("onlyWithMeetingIntent") == true,
            HasInbound = bucket switch { "inbox" => true, "sent" => false, _ => null },
            OnlyUnread = bucket == "unread",
            From = from,
            To = to,
            Categories = categories.Count == 0 ? null : categories,
            Accounts = mailboxes.Count + profiles.Count == 0 ? null : [.. mailboxes, .. profiles],
        };
    }

    private async Task ListAsync(HttpContext context, Caller caller, ThreadFilter? filter)
    {
        if (SkipPage.TryRead(context.Request.Query, out var page) is { } problem)
        {
            await ActionsAnswer.ProblemAsync(context, problem);
            return;
        }

        var read = filter is null ? [] : await threads.ListAsync(caller.WorkspaceId, filter, page.Skip, page.Limit, context.RequestAborted);
        var known = await contacts.FindByAddressesAsync(caller.WorkspaceId, [.. read.Select(thread => thread.Conversation.Address).Distinct()], context.RequestAborted);
        await ActionsAnswer.PageAsync(context, page, [.. read.Select(thread => (thread, known.GetValueOrDefault(thread.Conversation.Address)))], ThreadWire.WriteSummary);
    }

    private async Task Get(HttpContext context, Caller caller)
    {
        var number = Call.Id(context);
        if (await threads.FindAsync(caller.WorkspaceId, number, context.RequestAborted) is not { } thread)
        {
            await ActionsAnswer.ProblemAsync(context, InboxProblems.ThreadNotFound);
            return;
        }

        var messages = await threads.ListLastMessagesAsync(caller.WorkspaceId, number, MostMessages, context.RequestAborted);
        await ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, (thread, await ContactAsync(thread, context), messages), ThreadWire.Write);
    }

    private async Task Delete(HttpContext context, Caller caller) =>
        await ((await threads.DeleteAsync(caller.WorkspaceId, [Call.Id(context)], context.RequestAborted)).Count > 0
            ? ActionsAnswer.NothingAsync(context)
            : ActionsAnswer.ProblemAsync(context, InboxProblems.ThreadNotFound));

    private async Task ListMessages(HttpContext context, Caller caller)
    {
        var number = Call.Id(context);
        var problem = SkipPage.TryRead(context.Request.Query, out var page);
        var thread = await threads.FindAsync(caller.WorkspaceId, number, context.RequestAborted);
        problem ??= thread is null ? InboxProblems.ThreadNotFound : null;
        if (problem is not null)
        {
            await ActionsAnswer.ProblemAsync(context, problem);
            return;
        }

        var read = await threads.ListMessagesAsync(caller.WorkspaceId, number, page.Skip, page.Limit, context.RequestAborted);
        await ActionsAnswer.PageAsync(context, page, [.. read.Select(message => (thread!, message, (string?)null))], ThreadWire.WriteMessage);
    }

    private async Task PutCategory(HttpContext context, Caller caller)
    {
        long? category = null;
        if (!await Call.ReadAsync(context, InboxProblems.InvalidInput.Code, fields => category = Category(fields)))
        {
            return;
        }

        var problem = category is { } id && await threads.FindCategoryAsync(caller.WorkspaceId, id, context.RequestAborted) is null ? InboxProblems.CategoryNotFound
            : (await threads.CategorizeAsync(caller.WorkspaceId, [Call.Id(context)], category, null, context.RequestAborted)).Count == 0 ? InboxProblems.ThreadNotFound
            : null;
        await AnswerAsync(context, caller, problem);
    }

    private static long? Category(Fields fields)
    {
        if (!fields.Has("categoryId"))
        {
            fields.Fail("categoryId", "categoryId is required; null clears it.");
        }

        return fields.Whole("categoryId", 1);
    }

    private async Task PutMeetingIntent(HttpContext context, Caller caller)
    {
        bool? intent = null;
        if (await Call.ReadAsync(context, InboxProblems.InvalidInput.Code, fields => intent = Intent(fields)))
        {
            var marked = await threads.MarkMeetingAsync(caller.WorkspaceId, Call.Id(context), intent == true, context.RequestAborted);
            await AnswerAsync(context, caller, marked ? null : InboxProblems.ThreadNotFound);
        }
    }

    private static bool? Intent(Fields fields)
    {
        if (fields.Find("hasMeetingIntent") is null)
        {
            fields.Fail("hasMeetingIntent", "hasMeetingIntent is required.");
        }

        return fields.Flag("hasMeetingIntent");
    }

    private async Task AnswerAsync(HttpContext context, Caller caller, Problem? problem)
    {
        var thread = problem is null ? await threads.FindAsync(caller.WorkspaceId, Call.Id(context), context.RequestAborted) : null;
        await (thread is null
            ? ActionsAnswer.ProblemAsync(context, problem ?? InboxProblems.ThreadNotFound)
            : ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, (thread, await ContactAsync(thread, context)), ThreadWire.WriteSummary));
    }

    private async Task<Contact?> ContactAsync(ConversationThread thread, HttpContext context) =>
        (await contacts.FindByAddressesAsync(thread.Workspace, [thread.Conversation.Address], context.RequestAborted)).GetValueOrDefault(thread.Conversation.Address);
}

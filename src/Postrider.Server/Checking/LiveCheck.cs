using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Postrider.Server.Checking;

/// <summary>Walks a person through one account, step by step: its settings, connecting it, one message out, one message in.</summary>
internal sealed class LiveCheck(CheckedServer server, LiveCheckOptions options, TextReader input, TextWriter output, TimeProvider time)
{
    public const int WentWrong = 1;
    public const int NotAsked = 2;
    private const int Good = 0;

    // As long as a lost answer takes to be settled, and some.
    private static readonly TimeSpan _longestSend = TimeSpan.FromMinutes(10);

    private JsonNode _account = null!;

    private string Id => (string)_account["account_id"]!;

    private string Channel => (string)_account["channel"]!;

    private string? CallbackUrl => (string?)_account["callback_url"];

    /// <summary>By callback only where the far side reaches this machine.</summary>
    private bool CanReceive => (bool)_account["can_receive"]! && (CallbackUrl is null || options.PublicUrl is not null);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await SayAsync("1. Settings");
        var kinds = (await server.ReadAsync("/connect/kinds", cancellationToken))["items"]!.AsArray();
        if (kinds.FirstOrDefault(kind => (string?)kind!["kind"] == options.Kind) is not { } found)
        {
            return await EndAsync(NotAsked, $"There is no kind {options.Kind}. There are {string.Join(", ", kinds.Select(kind => (string?)kind!["kind"]))}.");
        }

        var (settings, fault) = CheckSettings.Read(found["settings"]!.AsArray(), options.Settings);
        foreach (var line in CheckSettings.Describe(found["settings"]!.AsArray(), options.Settings))
        {
            await SayAsync($"   {line}");
        }

        if (fault is not null)
        {
            return await EndAsync(NotAsked, fault);
        }

        await SayAsync("2. Connect");
        var (status, answer) = await server.AskAsync(HttpMethod.Post, "/connect/accounts", new JsonObject { ["kind"] = options.Kind, ["name"] = "Live check", ["settings"] = settings }, cancellationToken);
        if (status != HttpStatusCode.Created)
        {
            return await EndAsync(NotAsked, (string?)answer["error"]?["message"] ?? "The account was not taken.");
        }

        _account = answer["item"]!;
        try
        {
            return await WalkAsync(cancellationToken);
        }
        finally
        {
            await server.AskAsync(HttpMethod.Delete, $"/connect/accounts/{Id}", null, CancellationToken.None);
        }
    }

    private async Task<int> WalkAsync(CancellationToken cancellationToken)
    {
        var page = (string?)_account["sign_in_url"];
        if (Channel == Channels.Channel.Voice || (Channel == Channels.Channel.Email && page is not null))
        {
            return await EndAsync(NotAsked, "Accounts of this kind are not checked here: connect one to the server itself, which shows how it is.");
        }

        if (page is not null)
        {
            await SayAsync($"   Somebody must sign in: {page}");
            await AskAsync("   Is it done? Press Enter.", cancellationToken);
            var (_, probed) = await server.AskAsync(HttpMethod.Post, $"/connect/accounts/{Id}/probe", null, cancellationToken);
            _account = probed["item"] ?? _account;
        }

        if ((string?)_account["status"] != "ok")
        {
            return await EndAsync(WentWrong, $"It cannot be used: {_account["status_reason"]}");
        }

        await SayAsync($"   It can be used{((string?)_account["account_identifier"] is { } identifier ? $", and is known as {identifier}" : "")}.");
        if (CallbackUrl is { } url && options.PublicUrl is not null)
        {
            await SayAsync($"   Its callback address, for the time of this check: {url}");
            await SayAsync($"   {options.PublicUrl} must lead to {server.Address}");
            if (!options.SetsUpCallback || !await SetUpCallbackAsync(cancellationToken))
            {
                await AskAsync("   Is it entered at the far side, where that is needed? Press Enter.", cancellationToken);
            }
        }

        await SayAsync("3. Send");
        if (options.To is not { } to)
        {
            return await EndAsync(Good, "Nothing was sent: name who shall get a message with --to.");
        }

        var text = options.Text ?? "This is a check of Postrider. Please answer with any word.";
        await SayAsync($"   To {to}: {text}");
        if (Channel == Channels.Channel.LinkedIn)
        {
            await SayAsync("   Whoever is not connected yet gets it as an invitation.");
        }

        if (!await AgreesAsync("   Shall it be sent? [y/N] ", cancellationToken))
        {
            return await EndAsync(WentWrong, "Nothing was sent.");
        }

        return await SendAsync(Message(to, text), cancellationToken) is { } wrong ? await EndAsync(WentWrong, wrong) : await ReceiveAsync(cancellationToken);
    }

    /// <summary>False: a person has to do it.</summary>
    private async Task<bool> SetUpCallbackAsync(CancellationToken cancellationToken)
    {
        var (status, answer) = await server.AskAsync(HttpMethod.Post, $"/connect/accounts/{Id}/callback", null, cancellationToken);
        if (status != HttpStatusCode.OK)
        {
            await SayAsync($"   The far side was not told it: {answer["error"]?["message"]}");
            return false;
        }

        foreach (var part in answer["item"]!["set_up"]!.AsArray())
        {
            await SayAsync($"   Told to the far side: {part!["name"]} ({part["state"]})");
        }

        if ((string?)answer["item"]!["by_hand"] is not { } left)
        {
            return true;
        }

        await SayAsync($"   {left}");
        return false;
    }

    /// <summary>Null: it was accepted.</summary>
    private async Task<string?> SendAsync(JsonObject message, CancellationToken cancellationToken)
    {
        var (status, answer) = await server.AskAsync(HttpMethod.Post, "/outreach/dispatches", message, cancellationToken);
        if ((string?)answer["error"]?["code"] == "outside_messaging_window" && CanReceive)
        {
            await SayAsync($"   {answer["error"]!["message"]}");
            await SayAsync($"   So write any word to the account from there now. Waiting for {Seconds(options.Patience)} …");
            if (!await WatchAsync("message.received", options.Patience, cancellationToken))
            {
                return "Nothing came in.";
            }

            (status, answer) = await server.AskAsync(HttpMethod.Post, "/outreach/dispatches", message, cancellationToken);
        }

        if (status != HttpStatusCode.Accepted)
        {
            return (string?)answer["error"]?["message"] ?? "It was not taken.";
        }

        var path = $"/jobs/{answer["item"]!["id"]}";
        var seen = "";
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < _longestSend; await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken))
        {
            var job = (await server.ReadAsync(path, cancellationToken))["item"]!;
            var state = (string)job["status"]!;
            if (state != seen)
            {
                await SayAsync($"   {state}");
                seen = state;
            }

            if (state == "succeeded")
            {
                await SayAsync($"   The far side took it as {job["result"]!["resolved_action"]}{((string?)job["result"]!["message_id"] is { } id ? $", and calls it {id}" : "")}.");
                return null;
            }

            if (state is "failed" or "cancelled")
            {
                return $"It was not delivered ({job["error"]?["code"]}): {job["error"]?["message"]}";
            }

            var account = (await server.ReadAsync($"/connect/accounts/{Id}", cancellationToken))["item"]!;
            if ((string?)account["status"] != "ok")
            {
                return $"The account broke: {account["status_reason"]}";
            }

            if ((int)job["attempt_count"]! > 0 && state is "queued" or "scheduled")
            {
                var tries = (await server.ReadAsync($"{path}/attempts", cancellationToken))["items"]!.AsArray();
                return tries.Count > 0 ? $"It was not delivered at the first try ({tries[^1]!["outcome"]}): {tries[^1]!["detail"]}" : "It was not delivered at the first try.";
            }
        }

        return $"Nothing became of it within {Seconds(_longestSend)}.";
    }

    private async Task<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        await SayAsync("4. Receive");
        if (!CanReceive)
        {
            return await EndAsync(Good, CallbackUrl is null ? "Accounts of these settings receive nothing. What was tried went well." : "Not tried: the far side cannot reach this machine without --public-url. What was tried went well.");
        }

        await SayAsync($"   Answer that message with any word. Waiting for {Seconds(options.Patience)} …");
        return await WatchAsync("message.received", options.Patience, cancellationToken) ? await EndAsync(Good, "All went well.") : await EndAsync(WentWrong, "Nothing came in.");
    }

    private Task<bool> WatchAsync(string kind, TimeSpan patience, CancellationToken cancellationToken) => server.WatchAsync(
        Id, patience,
        async told =>
        {
            if ((string)told["kind"]! is var seen && seen.StartsWith("message.", StringComparison.Ordinal))
            {
                await SayAsync($"   {seen} {told["data"]?["text"] ?? told["data"]?["detail"]}".TrimEnd());
            }

            return seen == kind;
        },
        cancellationToken);

    private JsonObject Message(string to, string text) => new()
    {
        ["account_id"] = Id,
        ["channel"] = Channel,
        ["action"] = "outreach",
        ["recipient"] = new JsonObject { [Channel switch { Channels.Channel.Email => "address", Channels.Channel.LinkedIn => "profile_url", _ => "phone" }] = to },
        ["content"] = Channel == Channels.Channel.Email ? new JsonObject { ["subject"] = "A check of Postrider", ["text"] = text } : new JsonObject { ["text"] = text },
    };

    private async Task<bool> AgreesAsync(string question, CancellationToken cancellationToken) =>
        options.AsksNothing || (await AskAsync(question, cancellationToken))?.Trim().ToLowerInvariant() is "y" or "yes";

    private async Task<string?> AskAsync(string question, CancellationToken cancellationToken)
    {
        if (options.AsksNothing)
        {
            return "";
        }

        await output.WriteAsync(question);
        await output.FlushAsync(cancellationToken);
        return await input.ReadLineAsync(cancellationToken);
    }

    private async Task<int> EndAsync(int result, string words)
    {
        await SayAsync($"   {words}");
        return result;
    }

    private async Task SayAsync(string line)
    {
        await output.WriteLineAsync(line);
        await output.FlushAsync(CancellationToken.None);
    }

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} seconds");
}

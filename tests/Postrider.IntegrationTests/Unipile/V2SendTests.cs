using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

/// <summary>What is done through version 2 of the API, and what is looked up there.</summary>
public sealed class V2SendTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly JobContent _hello = new() { Text = "Hi Alex,\r\nsaw your work — «très» good." };

    [Fact]
    public async Task On_LinkedIn_the_relation_decides_and_the_second_message_goes_into_the_chat_of_the_first()
    {
        await using var house = await StartAsync();
        Assert.Equal(("direct_message", "message-1"), Said(await house.SayAsync("alex", _hello.Text!)));
        Assert.Equal(("direct_message", "message-2"), Said(await house.SayAsync("alex", "And another thing.")));
        Assert.Equal(("invitation", "invitation-3"), Said(await house.SayAsync("pat", "Hello Pat")));
        Assert.Equal("already_invited", Assert.IsType<Outcome.Refused>(await house.SayAsync("pat", "Hello?")).Code);
        Assert.Equal([(_hello.Text, "chat-ACoALEX"), ("And another thing.", "chat-ACoALEX"), ("Hello Pat", null)], house.Far.Taken.Select(taken => (taken.Text, taken.ChatId)));
        Assert.Equal((1, 1, 1), (house.Far.Count("POST", "/inboxes/CLASSIC_PRIMARY/chats/send"), house.Far.Count("POST", "/chats/chat-ACoALEX/messages/send"), house.Far.Count("GET", "/users/alex")));

        house.Far.Drop("chat-ACoALEX");
        Assert.IsType<Outcome.Deferred>(await house.SayAsync("alex", "Still there?"));
        Assert.Equal(("direct_message", "message-4"), Said(await house.SayAsync("alex", "Still there?")));
        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task A_relation_that_changed_meanwhile_sends_the_next_try_the_other_way_though_no_word_says_so()
    {
        await using var house = await StartAsync();
        await KnowAsync(house, "pat", FarProfile.None);
        house.Far.Connect("ACoPAT");
        Assert.IsType<Outcome.Deferred>(await house.SayAsync("pat", "Hello"));
        Assert.Equal("direct_message", Said(await house.SayAsync("pat", "Hello")).Action);

        house.Far.Add(new UnipilePerson("sam"));
        await KnowAsync(house, "sam", FarProfile.Connected);
        Assert.IsType<Outcome.Deferred>(await house.SayAsync("sam", "Hello"));
        Assert.Equal("invitation", Said(await house.SayAsync("sam", "Hello")).Action);

        // Nothing changed: then the no stands.
        await KnowAsync(house, "alex", FarProfile.Connected);
        house.Far.Script = moment => moment.Method == "POST" ? UnipileFate.Refuse(422, "provider/unprocessable_entity") : null;
        Assert.IsType<Outcome.Refused>(await house.SayAsync("alex", "Hello"));
        Assert.Equal(2, house.Far.Taken.Count);
    }

    [Theory]
    [InlineData(Channel.LinkedIn, "alex")]
    [InlineData(Channel.WhatsApp, "+14155552671")]
    public async Task Files_and_recordings_travel_in_the_message_itself(string channel, string to)
    {
        await using var house = await StartAsync(channel);
        JobAttachment[] files = [await house.StoreAsync("Angebot \"für\" Zoë.pdf", "application/pdf", [1, 2, 3]), await house.StoreAsync("a.png", "image/png", [4])];
        Assert.Equal("message-1", Said(await house.PerformAsync(JobAction.Dispatch, to, new JobContent { Attachments = files })).Id);
        Assert.Equal(["Angebot \"für\" Zoë.pdf", "a.png"], Assert.Single(house.Far.Taken).Files);
        var voice = await house.StoreAsync("voice", "audio/mp4", [1, 2]);
        await house.PerformAsync(JobAction.VoiceMessage, to, new JobContent { Voice = voice, Text = "The script." });
        Assert.Equal(("voice", null, "voice.m4a"), (house.Far.Taken[1].Kind, house.Far.Taken[1].Text, house.Far.Taken[1].Files.Single()));
        Assert.IsType<Outcome.Refused>(await house.PerformAsync(JobAction.Dispatch, to, new JobContent { Attachments = [files[0] with { Sha256 = new string('0', 64) }] }));
        Assert.Equal(2, house.Far.Taken.Count);
        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task InMails_go_through_Sales_Navigator_and_without_it_are_refused_at_once()
    {
        await using var house = await StartAsync();
        var mail = new JobContent { Subject = "A question", Text = "Hello" };
        var refused = Assert.IsType<Outcome.Refused>(await house.PerformAsync(JobAction.InMail, "pat", mail));
        Assert.Equal(JobFault.InMailNotAvailable, refused.Code);
        Assert.Contains("api_version is v1", refused.Detail, StringComparison.Ordinal);
        Assert.Empty(house.Far.Seen);

        await house.ChangeAsync(account => Set(account, "account_type", "salesNavigator"));
        var job = house.Job(JobAction.InMail, "pat", mail);
        Assert.Equal("inmail", Said(await house.Driver.PerformAsync(job, CancellationToken.None)).Action);
        Assert.Equal(("inmail", "ACwPAT", "A question", "Hello"), (house.Far.Taken[0].Kind, house.Far.Taken[0].To, house.Far.Taken[0].Subject, house.Far.Taken[0].Text));
        Assert.IsType<Finding.CannotTell>(await house.Driver.SettleAsync(job, CancellationToken.None));
        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task The_most_relevant_post_is_liked_once()
    {
        await using var house = await StartAsync();
        house.Far.Add(new UnipilePerson("kim") { Posts = [new UnipilePost("7000001", "Holiday pictures"), new UnipilePost("7000002", "Outbound automation that works"), new UnipilePost("7000003", "Outbound automation automation") { CanReact = false }] });
        var wish = new JobContent { Post = new PostWish("outbound automation", 5, null) };
        var liked = Assert.IsType<Outcome.Accepted>(await house.PerformAsync(JobAction.PostLike, "kim", wish)).Delivery;
        Assert.Equal(("post_like", "accepted", "7000002"), (liked.ResolvedAction, liked.Status, liked.Facts!["post_id"]));
        var again = Assert.IsType<Outcome.Accepted>(await house.PerformAsync(JobAction.PostLike, "kim", wish)).Delivery;
        Assert.Equal(("skipped", "already_liked"), (again.Status, again.Facts!["reason"]));
        Assert.Equal("7000002", Assert.Single(house.Far.Taken).To);
        Assert.IsType<Finding.CannotTell>(await house.Driver.SettleAsync(house.Job(JobAction.PostLike, "kim", wish), CancellationToken.None));
        Assert.Empty(house.Far.Faults);
    }

    [Theory]
    [InlineData(Channel.LinkedIn, "alex", UnipileBreak.Cut, true)]
    [InlineData(Channel.LinkedIn, "alex", UnipileBreak.Half, false)]
    [InlineData(Channel.LinkedIn, "alex", UnipileBreak.Garbage, true)]
    [InlineData(Channel.LinkedIn, "pat", UnipileBreak.Cut, true)]
    [InlineData(Channel.LinkedIn, "pat", UnipileBreak.Half, false)]
    [InlineData(Channel.WhatsApp, "+14155552671", UnipileBreak.Cut, true)]
    [InlineData(Channel.WhatsApp, "+14155552671", UnipileBreak.Cut, false)]
    public async Task A_lost_answer_is_unknown_and_the_look_tells_which(string channel, string who, UnipileBreak how, bool isTaken)
    {
        await using var house = await StartAsync(channel);
        house.Far.Script = moment => moment.Method == "POST" ? UnipileFate.Broken(how, isTaken) : null;
        var job = house.Job(JobAction.Dispatch, who, _hello, startedAt: TimeProvider.System.GetUtcNow());
        Assert.IsType<Outcome.Unknown>(await house.Driver.PerformAsync(job, CancellationToken.None));

        // What lay in a cache since before the attempt proves nothing.
        house.Far.Script = _ => null;
        house.Far.Age = TimeSpan.FromMinutes(50);
        Assert.IsType<Finding.NotNow>(await house.Driver.SettleAsync(job, CancellationToken.None));
        house.Far.Age = null;
        var found = await house.Driver.SettleAsync(job, CancellationToken.None);
        if (isTaken)
        {
            Assert.Equal((who == "pat" ? "invitation" : channel == Channel.WhatsApp ? "message" : "direct_message", house.Far.Taken.Single().Id), (Assert.IsType<Finding.Present>(found).Delivery.ResolvedAction, ((Finding.Present)found).Delivery.MessageId));
        }
        else
        {
            Assert.IsType<Finding.Absent>(found);
            Assert.Empty(house.Far.Taken);
        }

        // Where the chats with a person cannot be asked for, nobody can tell.
        house.Far.Script = moment => moment.Path.EndsWith("/chat", StringComparison.Ordinal) ? UnipileFate.Refuse(501, "api/not_implemented") : null;
        Assert.IsType<Finding.CannotTell>(await house.Driver.SettleAsync(job, CancellationToken.None));
        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task An_invitation_is_found_on_pages_that_do_not_tell_where_they_go_on()
    {
        await using var house = await StartAsync(change: account => account with { ActionLimits = new ActionLimits(false, new Dictionary<string, int>(), new Dictionary<string, int> { ["invitation"] = 190, ["profile_view"] = 190 }) });
        UnipilePerson[] people = [.. Enumerable.Range(0, 82).Select(i => new UnipilePerson($"p{i}"))];
        house.Far.Add(people);
        foreach (var person in people)
        {
            Assert.IsType<Outcome.Accepted>(await house.SayAsync(person.PublicId, "Hello"));
        }

        var last = house.Job(JobAction.Invitation, "p81", new JobContent { Text = "Hello" }, startedAt: TimeProvider.System.GetUtcNow());
        Assert.Equal("invitation-82", Assert.IsType<Finding.Present>(await house.Driver.SettleAsync(last, CancellationToken.None)).Delivery.MessageId);
        house.Far.Connect("ACoP81");
        Assert.IsType<Finding.CannotTell>(await house.Driver.SettleAsync(last, CancellationToken.None));
        Assert.Empty(house.Far.Faults);
    }

    [Theory]
    [InlineData("running", AccountStatus.Ok)]
    [InlineData("degraded", AccountStatus.Ok)]
    [InlineData("partial", AccountStatus.Ok)]
    [InlineData("disconnected", AccountStatus.Credentials)]
    [InlineData("errored", AccountStatus.Error)]
    [InlineData("paused", AccountStatus.Error)]
    [InlineData("brand_new", AccountStatus.Error)]
    public async Task A_probe_reads_the_version_s_words(string word, AccountStatus status)
    {
        await using var house = await StartAsync();
        house.Far.StateV2 = word;
        var found = await house.Driver.ProbeAsync(house.DriverAccount, CancellationToken.None);
        Assert.Equal((status, "Robin Team", status == AccountStatus.Ok), (found.Status, found.Identifier, found.Reason is null));
        house.Far.Type = "WHATSAPP";
        Assert.Equal(AccountStatus.Error, (await house.Driver.ProbeAsync(house.DriverAccount, CancellationToken.None)).Status);
        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task An_account_of_the_other_version_is_known_by_its_id_and_one_that_is_not_there_by_those_that_are()
    {
        await using var house = await StartAsync();
        await house.ChangeAsync(account => Set(account, "provider_account_id", UnipileServer.AccountId));
        Assert.Contains("set api_version to v1", (await house.Driver.ProbeAsync(house.DriverAccount, CancellationToken.None)).Reason, StringComparison.Ordinal);
        Assert.Contains("set api_version to v1", Assert.IsType<Outcome.Unreachable>(await house.SayAsync("alex", "Hello")).Trouble!.Reason, StringComparison.Ordinal);
        Assert.Empty(house.Far.Seen);
        await house.ChangeAsync(account => Set(account, "provider_account_id", "acc_wrong"));
        Assert.EndsWith($"There are: {UnipileServer.AccountIdV2} (Robin Team).", (await house.Driver.ProbeAsync(house.DriverAccount, CancellationToken.None)).Reason, StringComparison.Ordinal);
        Assert.Equal(AccountStatus.Error, (await house.SayAsync("alex", "Hello")).Trouble?.Status);
        Assert.Empty(house.Far.Taken);
        Assert.Empty(house.Far.Faults);
    }

    private async Task<UnipileHouse> StartAsync(string channel = Channel.LinkedIn, Func<Account, Account>? change = null)
    {
        var house = await UnipileHouse.StartAsync(database, channel, change: change, isV2: true);
        house.Far.Add(UnipilePerson.Connected("alex"), new UnipilePerson("pat"));
        return house;
    }

    private static Task KnowAsync(UnipileHouse house, string who, string relation) =>
        house.Node.Get<IProfileStore>().KeepAsync(house.Account.Workspace, house.Account.AccountId, $"linkedin:{who}", new FarProfile($"ACo{who.ToUpperInvariant()}", relation), CancellationToken.None);

    private static Account Set(Account account, string setting, string value)
    {
        var settings = (JsonObject)account.Settings.DeepClone();
        settings[setting] = value;
        return account with { Settings = settings };
    }

    private static (string Action, string? Id) Said(Outcome outcome)
    {
        var delivery = Assert.IsType<Outcome.Accepted>(outcome).Delivery;
        Assert.True(delivery.IsSaid);
        return (delivery.ResolvedAction, delivery.MessageId);
    }
}

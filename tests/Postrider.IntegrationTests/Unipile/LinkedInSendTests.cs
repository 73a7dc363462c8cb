using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

public sealed class LinkedInSendTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly JobContent _hello = new() { Text = "Hi Alex, saw your work — «très» good." };

    private UnipileHouse _house = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await UnipileHouse.StartAsync(database);
        _house.Far.Add(UnipilePerson.Connected("alex"), new UnipilePerson("pat"), new UnipilePerson("sam") { Distance = null });
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_house.Far.Faults);
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task Connections_get_messages_and_the_second_goes_into_the_chat_of_the_first()
    {
        var first = Accepted(await _house.SayAsync("alex", _hello.Text!));
        var second = Accepted(await _house.SayAsync("alex", "And another thing."));
        Assert.Equal(("direct_message", true, "message-1"), (first.ResolvedAction, first.IsSaid, first.MessageId));
        Assert.Equal(("direct_message", "message-2"), (second.ResolvedAction, second.MessageId));
        Assert.Equal([(_hello.Text, "chat-ACoALEX"), ("And another thing.", "chat-ACoALEX")], _house.Far.Taken.Select(taken => (taken.Text, taken.ChatId!)));
        Assert.Equal((1, 1), (_house.Far.Count("POST", "/chats"), _house.Far.Count("POST", "/chats/chat-ACoALEX/messages")));
        Assert.Equal(1, _house.Far.Count("GET", "/users/alex"));
    }

    [Theory]
    [InlineData("pat")]
    [InlineData("sam")]
    public async Task Whoever_is_not_connected_or_may_not_be_is_invited_and_not_invited_again(string who)
    {
        var delivery = Accepted(await _house.SayAsync(who, _hello.Text!));
        Assert.Equal(("invitation", true, "invitation-1"), (delivery.ResolvedAction, delivery.IsSaid, delivery.MessageId));
        Assert.Equal(_hello.Text, Assert.Single(_house.Far.Taken).Text);

        var again = Assert.IsType<Outcome.Refused>(await _house.SayAsync(who, "Hello?"));
        Assert.Equal("already_invited", again.Code);
        Assert.Single(_house.Far.Taken);

        // They accept, and nobody tells: what would be a no for good is looked at again.
        _house.Far.Connect($"ACo{who.ToUpperInvariant()}");
        Assert.Equal("direct_message", Accepted(await _house.SayAsync(who, "Hello?")).ResolvedAction);
    }

    [Fact]
    public async Task What_does_not_fit_an_invitation_is_refused_whole()
    {
        var file = await _house.StoreAsync("offer.pdf", "application/pdf", [1, 2, 3]);
        Assert.Equal("invitation_note_too_long", Refused(await _house.SayAsync("pat", new string('x', 301))));
        Assert.Equal("invitation_attachment_not_possible", Refused(await _house.PerformAsync(JobAction.Dispatch, "pat", _hello with { Attachments = [file] })));
        Assert.Empty(_house.Far.Taken);
        Assert.Equal("invitation", Accepted(await _house.SayAsync("pat", new string('x', 300))).ResolvedAction);
        Assert.Equal("invitation", Accepted(await _house.PerformAsync(JobAction.Invitation, "sam", new JobContent())).ResolvedAction);
        Assert.Null(_house.Far.Taken[1].Text);
    }

    [Fact]
    public async Task Files_travel_by_their_names()
    {
        var files = new[] { await _house.StoreAsync("Angebot \"für\" Zoë.pdf", "application/pdf", [1, 2, 3]), await _house.StoreAsync("a.png", "not a type", [4]) };
        Accepted(await _house.PerformAsync(JobAction.Dispatch, "alex", new JobContent { Attachments = files }));
        Assert.Equal(["Angebot %22für%22 Zoë.pdf", "a.png"], Assert.Single(_house.Far.Taken).Files);
        var gone = files[0] with { Sha256 = new string('0', 64) };
        Assert.IsType<Outcome.Refused>(await _house.PerformAsync(JobAction.Dispatch, "alex", new JobContent { Attachments = [gone] }));
        Assert.Single(_house.Far.Taken);
    }

    [Fact]
    public async Task What_is_asked_for_exactly_is_done_exactly()
    {
        var voice = await _house.StoreAsync("voice", "audio/mp4", [1, 2]);
        Assert.Equal(JobFault.NotConnected, Refused(await _house.PerformAsync(JobAction.DirectMessage, "pat", _hello)));
        Assert.Equal(JobFault.NotConnected, Refused(await _house.PerformAsync(JobAction.VoiceMessage, "pat", new JobContent { Voice = voice })));
        Assert.Equal(JobFault.AlreadyConnected, Refused(await _house.PerformAsync(JobAction.Invitation, "alex", _hello)));
        Assert.Equal("direct_message", Accepted(await _house.PerformAsync(JobAction.DirectMessage, "alex", _hello)).ResolvedAction);
        Assert.Equal("voice", Accepted(await _house.PerformAsync(JobAction.VoiceMessage, "alex", new JobContent { Voice = voice, Text = "The script." })).ResolvedAction);
        Assert.Equal(["message", "voice"], _house.Far.Taken.Select(taken => taken.Kind));
        Assert.Equal(["voice.m4a"], _house.Far.Taken[1].Files);
    }

    [Theory]
    [InlineData("premium", "ACoPAT")]
    [InlineData("salesNavigator", "ACwPAT")]
    public async Task InMails_go_by_the_account_s_product_and_its_ids(string type, string farId)
    {
        await _house.ChangeAsync(account => Typed(account, type));
        var delivery = Accepted(await _house.PerformAsync(JobAction.InMail, "pat", new JobContent { Subject = "A question", Text = "Hello" }));
        Assert.Equal(("inmail", true), (delivery.ResolvedAction, delivery.IsSaid));
        Assert.Equal(("inmail", farId, "A question", "Hello"), (_house.Far.Taken[0].Kind, _house.Far.Taken[0].To, _house.Far.Taken[0].Subject, _house.Far.Taken[0].Text));
    }

    [Fact]
    public async Task InMails_that_cannot_be_are_refused_by_their_own_code_and_break_no_account()
    {
        _house.Far.Add(new UnipilePerson("kim") { CanInMail = false });
        var mail = new JobContent { Subject = "A question", Text = "Hello" };
        Assert.Equal(JobFault.InMailNotAvailable, Refused(await _house.PerformAsync(JobAction.InMail, "kim", mail)));
        _house.Far.Script = moment => moment.Path == "/chats" ? UnipileFate.Refuse(403, "feature_not_subscribed") : null;
        Assert.Equal(JobFault.InMailNotAvailable, Refused(await _house.PerformAsync(JobAction.InMail, "pat", mail)));
        _house.Far.Script = moment => moment.Path == "/chats" ? UnipileFate.Refuse(422, "insufficient_credits") : null;
        Assert.Equal(JobFault.NoInMailCredits, Refused(await _house.PerformAsync(JobAction.InMail, "pat", mail)));
        await _house.ChangeAsync(account => Typed(account, "public"));
        Assert.Equal(JobFault.InMailNotAvailable, Refused(await _house.PerformAsync(JobAction.InMail, "pat", mail)));
        Assert.Equal("invitation_note_too_long", Refused(await _house.SayAsync("pat", new string('x', 201))));
        Assert.Empty(_house.Far.Taken);
    }

    [Fact]
    public async Task A_relation_that_changed_meanwhile_sends_the_next_try_the_other_way()
    {
        // Looked up as strangers, connected since: the invitation is refused, and the next try is a message.
        await LookUpAsync("pat", FarProfile.None);
        _house.Far.Connect("ACoPAT");
        Assert.IsType<Outcome.Deferred>(await _house.SayAsync("pat", _hello.Text!));
        Assert.Equal("direct_message", Accepted(await _house.SayAsync("pat", _hello.Text!)).ResolvedAction);

        // And the other way round.
        await LookUpAsync("sam", FarProfile.Connected);
        Assert.IsType<Outcome.Deferred>(await _house.SayAsync("sam", _hello.Text!));
        Assert.Equal("invitation", Accepted(await _house.SayAsync("sam", _hello.Text!)).ResolvedAction);
        Assert.Equal(2, _house.Far.Taken.Count);
    }

    [Fact]
    public async Task A_chat_that_is_gone_is_begun_anew()
    {
        Accepted(await _house.SayAsync("alex", "One"));
        _house.Far.Drop("chat-ACoALEX");
        Assert.IsType<Outcome.Deferred>(await _house.SayAsync("alex", "Two"));
        Assert.Equal("direct_message", Accepted(await _house.SayAsync("alex", "Two")).ResolvedAction);
        Assert.Equal(["One", "Two"], _house.Far.Taken.Select(taken => taken.Text));
    }

    [Fact]
    public async Task Nobody_at_the_address_is_the_job_s_end_and_no_account_of_that_id_holds_it()
    {
        Assert.Equal("recipient_not_found", Refused(await _house.SayAsync("nobody", "Hello")));
        await _house.ChangeAsync(account => account with { Settings = (System.Text.Json.Nodes.JsonObject)With(account, "provider_account_id", "other") });
        var held = Assert.IsType<Outcome.Unreachable>(await _house.SayAsync("alex", "Hello"));
        Assert.Equal(AccountStatus.Error, held.Trouble?.Status);
        Assert.Equal(AccountStatus.Error, (await _house.Driver.ProbeAsync(_house.DriverAccount, CancellationToken.None)).Status);
    }

    private static Delivery Accepted(Outcome outcome) => Assert.IsType<Outcome.Accepted>(outcome).Delivery;

    private static string Refused(Outcome outcome)
    {
        var refused = Assert.IsType<Outcome.Refused>(outcome);
        Assert.Null(refused.Trouble);
        Assert.NotEmpty(refused.Detail);
        return refused.Code;
    }

    private static Account Typed(Account account, string type) => account with { Settings = (System.Text.Json.Nodes.JsonObject)With(account, "account_type", type) };

    private static System.Text.Json.Nodes.JsonNode With(Account account, string name, string value)
    {
        var settings = account.Settings.DeepClone();
        settings[name] = value;
        return settings;
    }

    private Task LookUpAsync(string who, string relation) => _house.Node.Get<IProfileStore>().KeepAsync(
        _house.Account.Workspace, _house.Account.AccountId, $"linkedin:{who}", new FarProfile($"ACo{who.ToUpperInvariant()}", relation), CancellationToken.None);
}

using Postrider.Acceptance;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Suppression;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Contacts;

/// <summary>Promise 8: an opt-out holds for the whole contact, a bounce for the one address.</summary>
public sealed class OptOutTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("unsubscribe", true)]
    [InlineData("do_not_call", true)]
    [InlineData("complaint", true)]
    [InlineData("manual", true)]
    [InlineData("bounce", false)]
    public async Task Every_reason_but_a_bounce_opts_the_whole_contact_out(string reason, bool whole)
    {
        await using var house = await ContactHouse.StartAsync(database, $"reasons {reason}");
        var ann = await house.CreateAsync(ContactHouse.Person("Ann", "ann@example.com", "+14155550100", "https://linkedin.com/in/ann"));
        var other = await house.CreateAsync(ContactHouse.Person("Bob", "bob@example.com"));
        await house.Suppressions.AddAsync(house.Workspace, "mail:ann@example.com", reason, null, Cancellation);
        Assert.Equal(whole, (await house.FindAsync(ann.ContactId)).OptedOut);
        Assert.Equal(reason, await house.ReasonAsync("mail:ann@example.com"));
        Assert.Equal(whole ? reason : null, await house.ReasonAsync("phone:+14155550100"));
        Assert.Equal(whole ? reason : null, await house.ReasonAsync("linkedin:ann"));
        Assert.False((await house.FindAsync(other.ContactId)).OptedOut);
    }

    [Fact]
    public async Task An_address_that_is_suppressed_opts_out_whoever_gets_it()
    {
        await using var house = await ContactHouse.StartAsync(database, "holders");
        await house.Suppressions.AddAsync(house.Workspace, "mail:ann@example.com", "unsubscribe", null, Cancellation);
        await house.Suppressions.AddAsync(house.Workspace, "mail:bob@example.com", "bounce", null, Cancellation);
        var ann = await house.CreateAsync(ContactHouse.Person("Ann", "ann@example.com", "+14155550100"));
        var bob = await house.CreateAsync(ContactHouse.Person("Bob", "bob@example.com"));
        Assert.Equal((true, false, "unsubscribe"), (ann.OptedOut, bob.OptedOut, await house.ReasonAsync("phone:+14155550100")));

        // Whoever shares an address with them goes along, and gets no way around it by another one.
        bob = await house.ChangeAsync(bob.ContactId, ContactHouse.Change((ContactField.Phone, "+14155550100"), (ContactField.LinkedInUrl, "https://linkedin.com/in/bob")));
        Assert.Equal((true, "unsubscribe", "bounce"), (bob.OptedOut, await house.ReasonAsync("linkedin:bob"), await house.ReasonAsync("mail:bob@example.com")));
        ann = await house.ChangeAsync(ann.ContactId, ContactHouse.Change((ContactField.Email, "ann@new.example")));
        Assert.Equal((true, "manual"), (ann.OptedOut, await house.ReasonAsync("mail:ann@new.example")));
        var imported = await house.Contacts.ImportAsync(house.Workspace, [ContactHouse.Person("Cy", "cy@example.com", null, "https://linkedin.com/in/bob")], new ImportOptions(), Cancellation);
        Assert.True((await house.FindAsync(imported[0].ContactId!.Value)).OptedOut);
    }

    [Fact]
    public async Task An_operator_s_word_opts_out_and_back_but_a_bounce_stays()
    {
        await using var house = await ContactHouse.StartAsync(database, "words");
        var ann = await house.CreateAsync(ContactHouse.Person("Ann", "ann@example.com", "+14155550100"));
        await house.Suppressions.AddAsync(house.Workspace, "mail:ann@example.com", "bounce", "5.1.1", Cancellation);
        var change = ContactHouse.Change();
        change.OptedOut = true;
        Assert.True((await house.ChangeAsync(ann.ContactId, change)).OptedOut);
        Assert.Equal(("bounce", "manual"), (await house.ReasonAsync("mail:ann@example.com"), await house.ReasonAsync("phone:+14155550100")));

        // The address that bounced opts out as well, for whoever else gets it.
        var namesake = await house.CreateAsync(ContactHouse.Change((ContactField.FirstName, "Anna"), (ContactField.Email, "anna@example.com"), (ContactField.Phone2, "+14155550100")));
        Assert.True(namesake.OptedOut);
        change.OptedOut = false;
        Assert.False((await house.ChangeAsync(ann.ContactId, change)).OptedOut);
        Assert.Equal(("bounce", null), (await house.ReasonAsync("mail:ann@example.com"), await house.ReasonAsync("phone:+14155550100")));
        Assert.True((await house.FindAsync(namesake.ContactId)).OptedOut);
        Assert.True(await house.Suppressions.RemoveAsync(house.Workspace, "mail:anna@example.com", Cancellation));
        Assert.False((await house.FindAsync(namesake.ContactId)).OptedOut);
    }

    [Fact]
    public async Task A_bounce_after_an_opt_out_outlives_it()
    {
        await using var house = await ContactHouse.StartAsync(database, "outlives");
        var ann = await house.CreateAsync(ContactHouse.Person("Ann", "ann@example.com"));
        await house.Suppressions.AddAsync(house.Workspace, "mail:ann@example.com", "unsubscribe", null, Cancellation);
        Assert.Equal("unsubscribe", (await house.Suppressions.AddAsync(house.Workspace, "mail:ann@example.com", "bounce", null, Cancellation)).Reason);
        var change = ContactHouse.Change();
        change.OptedOut = false;
        Assert.False((await house.ChangeAsync(ann.ContactId, change)).OptedOut);
        Assert.Equal("bounce", await house.ReasonAsync("mail:ann@example.com"));
    }

    [Fact]
    public async Task Opt_outs_and_new_addresses_that_race_do_not_miss_each_other()
    {
        await using var house = await ContactHouse.StartAsync(database, "races");
        for (var i = 0; i < 20; i++)
        {
            var address = $"race{i}@example.com";
            var creating = house.CreateAsync(ContactHouse.Person("Ann", address, $"+1415555{i:0000}"));
            await house.Suppressions.AddAsync(house.Workspace, $"mail:{address}", "unsubscribe", null, Cancellation);
            var made = await creating;
            Assert.True((await house.FindAsync(made.ContactId)).OptedOut);
            Assert.NotNull(await house.ReasonAsync($"phone:+1415555{i:0000}"));
        }
    }

    [Fact]
    public async Task What_is_added_while_others_lift_it_is_told_as_it_was_added()
    {
        await using var house = await ContactHouse.StartAsync(database, "lifts");
        var isOver = false;
        var lifting = LiftAsync();
        for (var i = 0; i < 100; i++)
        {
            var reason = i % 2 == 0 ? "complaint" : "bounce";
            Assert.Equal(reason, (await house.Suppressions.AddAsync(house.Workspace, "mail:ann@example.com", reason, null, Cancellation)).Reason);
            await house.Suppressions.RemoveAsync(house.Workspace, "mail:ann@example.com", Cancellation);
        }

        isOver = true;
        await lifting;

        async Task LiftAsync()
        {
            while (!isOver)
            {
                await house.Suppressions.RemoveAsync(house.Workspace, "mail:ann@example.com", Cancellation);
            }
        }
    }

    [Fact]
    public async Task Rules_refuse_mail_at_acceptance_and_at_the_claim_unless_an_exception_names_it()
    {
        await using var house = await ContactHouse.StartAsync(database, "rules");
        var account = await house.Node.MakeAccountAsync(house.Workspace, "team");
        var early = await house.Node.AcceptedAsync(TestNode.Mail(account, "early@acme.com"));
        var vip = await house.Node.AcceptedAsync(TestNode.Mail(account, "vip@acme.com"));
        var below = await house.Node.AcceptedAsync(TestNode.Mail(account, "ann@mail.acme.com"));
        var rules = house.Node.Get<ISuppressionRuleStore>();
        var made = await AddAsync(rules, house.Workspace, SuppressionFamily.Domain, "ACME.com", "acme.com");
        Assert.Equal(("acme.com", null), (made[0]!.Pattern, made[1]));
        await AddAsync(rules, house.Workspace, SuppressionFamily.Email, "Bob@example.com");
        await AddAsync(rules, house.Workspace, SuppressionFamily.Exception, "vip@acme.com", "gone@acme.com");
        await house.Suppressions.AddAsync(house.Workspace, "mail:gone@acme.com", "complaint", null, Cancellation);

        Assert.Equal(new Reception.Suppressed("rule"), await house.Node.AcceptAsync(TestNode.Mail(account, "late@acme.com")));
        Assert.Equal(new Reception.Suppressed("rule"), await house.Node.AcceptAsync(TestNode.Mail(account, "bob@example.com")));
        Assert.Equal(new Reception.Suppressed("complaint"), await house.Node.AcceptAsync(TestNode.Mail(account, "gone@acme.com")));
        Assert.IsType<Reception.Accepted>(await house.Node.AcceptAsync(TestNode.Mail(account, "vip@acme.com")));
        Assert.IsType<Reception.Accepted>(await house.Node.AcceptAsync(TestNode.Mail(account, "ann@mail.acme.com")));
        var stranger = await house.Node.MakeAccountAsync(await house.Node.MakeWorkspaceAsync("no rules"), "team");
        Assert.IsType<Reception.Accepted>(await house.Node.AcceptAsync(TestNode.Mail(stranger, "late@acme.com")));
        Assert.Empty(await rules.ListAsync(stranger.Workspace, SuppressionFamily.Domain, 0, 10, Cancellation));

        await using var worker = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var view = await Eventually.SeesAsync(() => house.Node.FindAsync(house.Workspace, early.JobId), job => job.State.IsFinal(), "the early one has ended");
        Assert.Equal(JobFault.RecipientSuppressed, view.Fault?.Code);
        await Eventually.SeesAsync(() => house.Node.FindAsync(house.Workspace, vip.JobId), job => job.State == JobState.Succeeded, "the exception was sent");
        await Eventually.SeesAsync(() => house.Node.FindAsync(house.Workspace, below.JobId), job => job.State == JobState.Succeeded, "a domain below was sent");

        Assert.Equal([made[0]!.RuleId], await rules.DeleteAsync(house.Workspace, SuppressionFamily.Domain, [made[0]!.RuleId, long.MaxValue], Cancellation));
        Assert.IsType<Reception.Accepted>(await house.Node.AcceptAsync(TestNode.Mail(account, "late@acme.com")));
    }

    private static Task<IReadOnlyList<SuppressionRule?>> AddAsync(ISuppressionRuleStore rules, WorkspaceId workspace, SuppressionFamily family, params string[] patterns) =>
        rules.AddAsync(workspace, family, [.. patterns.Select(pattern => SuppressionRule.Normalize(family, pattern)!)], Cancellation);
}

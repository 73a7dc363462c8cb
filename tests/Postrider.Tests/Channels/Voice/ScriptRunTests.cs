using Postrider.Calls;
using Postrider.Channels.Voice;
using Xunit;
using static Postrider.Tests.Channels.Voice.TalkedCall;

namespace Postrider.Tests.Channels.Voice;

public sealed class ScriptRunTests
{
    private static readonly SpokenStep _menu = new SpokenStep.Choose(
        Words("Press one"), TimeSpan.FromSeconds(3), new Dictionary<string, IReadOnlyList<SpokenStep>> { ["1"] = [Say("One")], ["2"] = [new SpokenStep.HangUp()] }, [Say("None")]);

    [Fact]
    public async Task Script_is_said_to_its_end_and_the_agent_hangs_up()
    {
        using var call = new TalkedCall(Plan, [Say("Hello"), new SpokenStep.Pause(TimeSpan.FromSeconds(1)), Say("Bye")]);
        call.Quiet(0.6);
        Assert.Equal(["answered by unknown", "said agent: Hello"], call.Entry.Notes);
        call.Quiet(1);
        Assert.Equal("said agent: Bye", call.Entry.Notes[^1]);
        Assert.Equal(0, call.Line.HangUps);
        call.Quiet(1);
        Assert.Equal(new RunEnd(CallOutcome.Completed, CallEnder.Agent), await call.EndAsync());
        Assert.Equal(1, call.Line.HangUps);
        Assert.Equal(2 * 4000, call.Line.Said.Count);
        Assert.Equal(0, call.Clock.ArmedTimers);
    }

    [Fact]
    public async Task Digit_during_the_prompt_hushes_it_and_chooses_the_branch()
    {
        using var call = new TalkedCall(Plan, [_menu, Say("Then")]);
        call.Quiet(0.1);
        call.Line.Digit('1');
        call.Quiet(0.6);
        Assert.Equal(["answered by unknown", "said agent: Press one", "pressed 1", "said agent: One", "said agent: Then"], call.Entry.Notes);
        call.Quiet(2);
        await call.EndAsync();
        Assert.InRange(call.Line.Said.Count, 8000 + 640, 8000 + 960);
    }

    [Theory]
    [InlineData(null)]
    [InlineData('7')]
    public async Task Other_digit_or_none_goes_otherwise(char? digit)
    {
        using var call = new TalkedCall(Plan, [_menu]);
        call.Quiet(1);
        if (digit is { } pressed)
        {
            call.Line.Digit(pressed);
        }

        call.Quiet(3.2);
        Assert.Contains("said agent: None", call.Entry.Notes);
        call.Quiet(1);
        Assert.Equal(CallEnder.Agent, (await call.EndAsync()).EndedBy);
    }

    [Fact]
    public async Task Digit_before_the_prompt_does_not_choose()
    {
        using var call = new TalkedCall(Plan, [Say("Hello"), _menu]);
        call.Quiet(0.1);
        call.Line.Digit('2');
        call.Quiet(6);
        Assert.Contains("said agent: None", call.Entry.Notes);
        await call.EndAsync();
    }

    [Fact]
    public async Task Branch_that_hangs_up_ends_the_script()
    {
        using var call = new TalkedCall(Plan, [_menu, Say("Never")]);
        call.Quiet(0.1);
        call.Line.Digit('2');
        call.Quiet(1);
        Assert.Equal(CallEnder.Agent, (await call.EndAsync()).EndedBy);
        Assert.DoesNotContain("said agent: Never", call.Entry.Notes);
    }

    [Fact]
    public async Task Opt_out_digit_stops_the_script_suppresses_and_says_farewell()
    {
        using var call = new TalkedCall(Plan with { OptOutDigit = "9" }, [Say("Hello"), Say("More")], farewell: Words("Never again"));
        call.Quiet(0.2);
        call.Line.Digit('9');
        call.Quiet(1);
        Assert.Equal(new RunEnd(CallOutcome.Completed, CallEnder.Agent), await call.EndAsync());
        Assert.Equal(["answered by unknown", "said agent: Hello", "pressed 9", "opted out", "said agent: Never again", "hung up"], call.Entry.Notes);
    }

    [Fact]
    public async Task Opt_out_step_suppresses_says_its_words_and_hangs_up()
    {
        using var call = new TalkedCall(Plan, [new SpokenStep.OptOut(Words("Done")), Say("Never")]);
        call.Quiet(1);
        await call.EndAsync();
        Assert.Equal(["answered by unknown", "opted out", "said agent: Done", "hung up"], call.Entry.Notes);
    }
}

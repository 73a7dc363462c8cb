using Postrider.Channels.Voice.Twilio;
using Xunit;

namespace Postrider.Tests.Channels.Voice.Twilio;

public sealed class OutboxTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public void Small_pieces_that_wait_grow_together_up_to_a_second()
    {
        for (var i = 0; i < 1000; i++)
        {
            _outbox.Say([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        }

        Assert.Equal([8000, 2000], Take().Select(word => (int)word.Sound!.Length));
    }

    [Fact]
    public void What_was_taken_grows_no_more_and_a_mark_stands_between()
    {
        _outbox.Say(new byte[100]);
        Assert.True(_outbox.TryTake(out var first));
        _outbox.Say(new byte[50]);
        _outbox.Mark("1");
        _outbox.Say(new byte[60]);
        Assert.Equal(100, first!.Sound!.Length);
        Assert.Equal(["50", "mark 1", "60"], Take().Select(word => word.Sound?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? $"mark {word.Mark}"));
    }

    [Fact]
    public void Clearing_leaves_nothing_but_the_word_for_it()
    {
        _outbox.Say(new byte[100]);
        _outbox.Mark("1");
        _outbox.Clear();
        _outbox.Say(new byte[10]);
        Assert.Equal([(null, null), (10L, null)], Take().Select(word => (word.Sound?.Length, word.Mark)));
    }

    [Fact]
    public async Task Completing_lets_what_waits_be_taken()
    {
        _outbox.Say(new byte[100]);
        _outbox.Complete();
        Assert.True(await _outbox.WaitAsync());
        Assert.Single(Take());
        Assert.False(await _outbox.WaitAsync());
    }

    private List<Outbox.Word> Take()
    {
        var words = new List<Outbox.Word>();
        while (_outbox.TryTake(out var word))
        {
            words.Add(word!);
        }

        return words;
    }
}

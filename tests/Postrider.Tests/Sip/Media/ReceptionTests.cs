using Postrider.Sip.Media;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class ReceptionTests
{
    private readonly Reception _reception = new();

    [Fact]
    public void Losses_and_the_turn_of_the_numbers_are_counted()
    {
        for (var i = 0; i < 20; i++)
        {
            if (i is not (3 or 4 or 15))
            {
                Add((ushort)(65530 + i));
            }
        }

        Assert.Equal(3, _reception.Lost);
        Assert.Equal(0x10000u + 13, _reception.HighestExtended);
        Assert.Equal(3 * 256 / 20, _reception.TakeFractionLost());
        Assert.Equal(0, _reception.TakeFractionLost());
    }

    [Fact]
    public void What_is_overtaken_is_reordered_and_not_lost()
    {
        foreach (var number in new ushort[] { 10, 12, 11, 13 })
        {
            Add(number);
        }

        Assert.Equal((0, 1), (_reception.Lost, _reception.Reordered));
    }

    [Fact]
    public void One_strange_number_says_nothing_and_two_in_a_row_a_new_beginning()
    {
        Add(10);
        Add(40000);
        Add(11);
        Assert.Equal((0, 11u), (_reception.Lost, _reception.HighestExtended));
        Add(50000);
        Add(50001);
        Add(50002);
        Assert.Equal((0, 50002u), (_reception.Lost, _reception.HighestExtended));
    }

    [Fact]
    public void Another_source_is_counted_anew_and_the_losses_before_it_stay()
    {
        Add(1);
        Add(3);
        Add(100, source: 8);
        Add(102, source: 8);
        Assert.Equal((2, 1), (_reception.Lost, _reception.LostOfStream));
    }

    [Fact]
    public void Jitter_is_that_of_the_standard_and_an_even_stream_has_none()
    {
        for (var i = 0; i < 200; i++)
        {
            Add((ushort)i);
        }

        Assert.Equal(0u, _reception.Jitter);
        for (var i = 200; i < 600; i++)
        {
            Add((ushort)i, late: i % 2 == 0 ? 0u : 80u);
        }

        Assert.InRange(_reception.Jitter, 78u, 80u);
    }

    private void Add(ushort number, uint source = 7, uint late = 0) =>
        _reception.Add(new RtpHeader { Sequence = number, Timestamp = (uint)(number * 160), Source = source }, (uint)(number * 160) + 5000 + late);
}

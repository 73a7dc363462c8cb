using Postrider.Mail.Imap;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

public sealed class UidSetTests
{
    [Theory]
    [InlineData(new uint[] { }, "")]
    [InlineData(new uint[] { 7 }, "7")]
    [InlineData(new uint[] { 1, 2, 3, 5, 7, 8 }, "1:3 5,7:8")]
    [InlineData(new uint[] { 4294967294, 4294967295 }, "4294967294:4294967295")]
    public void Neighbours_become_ranges_and_long_sets_are_split(uint[] uids, string sets) => Assert.Equal(sets, string.Join(' ', UidSet.Format(uids, 3)));

    [Theory]
    [InlineData("7", "7")]
    [InlineData("1:3,7", "1 2 3 7")]
    [InlineData("3:1", "1 2 3")]
    [InlineData("4294967295", "4294967295")]
    public void A_set_is_read(string set, string uids)
    {
        var read = new List<uint>();
        Assert.True(UidSet.TryParse(set, read, 10));
        Assert.Equal(uids, string.Join(' ', read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,")]
    [InlineData("1:")]
    [InlineData("*")]
    [InlineData("1:2:3")]
    [InlineData("-1")]
    [InlineData("4294967296")]
    [InlineData("1:11")]
    [InlineData("1:10,11")]
    [InlineData("1:4294967295")]
    public void What_is_no_set_or_too_large_a_one_is_not(string set) => Assert.False(UidSet.TryParse(set, [], 10));
}

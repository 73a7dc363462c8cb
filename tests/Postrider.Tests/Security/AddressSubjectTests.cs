using System.Net;
using Postrider.Server.Security;
using Xunit;

namespace Postrider.Tests.Security;

public sealed class AddressSubjectTests
{
    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Addresses_count_together_by_their_owner(string one, string other, bool together) =>
        Assert.Equal(together, AddressSubject.Id(IPAddress.Parse(one)) == AddressSubject.Id(IPAddress.Parse(other)));
}

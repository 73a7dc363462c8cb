using Microsoft.Extensions.Configuration;
using Postrider.Server.Api.Connecting;
using Postrider.Server.Hosting;
using Xunit;

namespace Postrider.Tests.Hosting;

public sealed class SignInSettingsTests
{
    [Fact]
    public void Registrations_are_read_each_by_itself()
    {
        Assert.Equal(new SignInClients(), Read());
        Assert.Equal(new SignInClients(new SignInClient("g", "s")), Read(("POSTRIDER_GMAIL_CLIENT_ID", "g"), ("POSTRIDER_GMAIL_CLIENT_SECRET", " s ")));
        Assert.Equal(new SignInClients(Microsoft: new SignInClient("m", null, "our.example")), Read(("POSTRIDER_MICROSOFT_CLIENT_ID", "m"), ("POSTRIDER_MICROSOFT_TENANT", "our.example")));
    }

    [Theory]
    [InlineData("POSTRIDER_GMAIL_CLIENT_SECRET", "POSTRIDER_GMAIL_CLIENT_ID")]
    [InlineData("POSTRIDER_MICROSOFT_TENANT", "POSTRIDER_MICROSOFT_CLIENT_ID")]
    public void What_belongs_to_no_registration_stops_the_start(string given, string missing) =>
        Assert.Contains(missing, Assert.Throws<FormatException>(() => Read((given, "x"))).Message, StringComparison.Ordinal);

    private static SignInClients Read(params (string Name, string Value)[] settings) => ServerSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Append(("POSTRIDER_DATA", "/nowhere")).Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))).Build()).SignInClients;
}

using System.Text.Json;
using Postrider.Server.Api;
using Xunit;

namespace Postrider.Tests.Api;

public sealed class WireTimeTests
{
    [Fact]
    public void Times_are_written_in_utc_with_milliseconds() =>
        Assert.Equal("2026-05-20T10:00:00.000Z", WireTime.Text(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.FromHours(2))));

    [Theory]
    [InlineData("\"2026-05-20T10:00:00.000Z\"", true)]
    [InlineData("\"2026-05-20T12:00:00+02:00\"", true)]
    [InlineData("\"2026-05-20T10:00:00\"", false)]
    [InlineData("\"2026-05-20\"", false)]
    [InlineData("\"soon\"", false)]
    [InlineData("1779271200", false)]
    public void Only_a_time_with_an_offset_is_read(string text, bool isRead)
    {
        using var document = JsonDocument.Parse(text);
        Assert.Equal(isRead, WireTime.TryRead(document.RootElement, out var time));
        Assert.Equal(isRead ? "2026-05-20T10:00:00.000Z" : "0001-01-01T00:00:00.000Z", WireTime.Text(time));
    }
}

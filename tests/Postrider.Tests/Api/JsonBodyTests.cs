using System.Text;
using Microsoft.AspNetCore.Http;
using Postrider.Server.Api;
using Xunit;

namespace Postrider.Tests.Api;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("""{"a":"b"}""")]
    [InlineData("""{"a":"\\u0000 \\ud800 \" \ud83d\ude00 😀"}""")]
    [InlineData("""{"a":"\\\\","b":"\\"}""")]
    public async Task An_object_is_read(string text)
    {
        using var body = await ReadAsync(text);
        Assert.False(body.IsFaulty);
        Assert.NotNull(body.Text("a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("""{"a":1} {"b":2}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"\u0000":1}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":"\uDC00"}""")]
    [InlineData("""{"a":"\ud800\n"}""")]
    [InlineData("""{"a":"\ud800\ud800"}""")]
    [InlineData("""{"a":"\\\ud800x"}""")]
    [InlineData("""{"a":{"b":["x","\udfff"]}}""")]
    [InlineData("{\"a\":\"\0\"}")]
    public async Task Anything_else_is_invalid_json(string text)
    {
        using var body = await ReadAsync(text);
        Assert.Equal((400, "invalid_json"), (body.Error?.Status, body.Error?.Code));
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_invalid_json()
    {
        foreach (var bad in new byte[][] { [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82] })
        {
            using var body = await ReadAsync([.. "{\"a\":\""u8, .. bad, .. "\"}"u8]);
            Assert.Equal("invalid_json", body.Error?.Code);
        }
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public async Task Nesting_goes_64_deep(int depth, bool isRead)
    {
        var text = string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);
        using var body = await ReadAsync(text);
        Assert.Equal(isRead, !body.IsFaulty);
    }

    [Fact]
    public async Task A_large_body_in_pieces_arrives_whole()
    {
        var text = new string('x', 3_000_000);
        using var body = await ReadAsync($$"""{"a":"{{text}}"}""");
        Assert.Equal(text, body.Text("a"));
    }

    [Fact]
    public async Task Of_one_name_the_last_member_counts()
    {
        using var body = await ReadAsync("""{"a":"first","a":"last"}""");
        Assert.Equal("last", body.Text("a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_40_MiB_is_too_large_announced_or_not(bool announced)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = announced ? new MemoryStream() : new MemoryStream(new byte[JsonBody.MaxSize + 1]);
        context.Request.ContentLength = announced ? JsonBody.MaxSize + 1 : null;
        using var body = await JsonBody.ReadAsync(context);
        Assert.Equal((413, "payload_too_large"), (body.Error?.Status, body.Error?.Code));
        Assert.Equal("close", context.Response.Headers.Connection);
    }

    private static ValueTask<JsonBody> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    private static ValueTask<JsonBody> ReadAsync(byte[] bytes)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(bytes);
        context.Request.ContentLength = bytes.Length;
        return JsonBody.ReadAsync(context);
    }
}

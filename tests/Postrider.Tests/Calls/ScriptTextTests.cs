using System.Text.Json;
using Postrider.Calls;
using Xunit;

namespace Postrider.Tests.Calls;

public sealed class ScriptTextTests
{
    private static readonly JsonElement _metadata = JsonSerializer.SerializeToElement(new { name = "Alex", order = 17.50, vip = true, note = (string?)null, nested = new { a = 1 }, lines = "a\r\nb\0c", braces = "{{name}}", Größe = "XL" });

    [Theory]
    [InlineData("Hello {{name}}.", "Hello Alex.")]
    [InlineData("Hello {{ name }}, order {{order}}, {{vip}}.", "Hello Alex, order 17.5, true.")]
    [InlineData("{{Größe}}", "XL")]
    [InlineData("{{lines}}", "a  b c")]
    [InlineData("{{braces}}", "{{name}}")]
    [InlineData("{name} {{}} {{ }} {{a{{name}}b}}", "{name} {{}} {{ }} {{aAlexb}}")]
    [InlineData("", "")]
    public void Placeholders_are_the_metadata_of_their_names_and_are_filled_in_once(string text, string expected) =>
        Assert.Equal(expected, ScriptText.Fill(text, _metadata, warning => Assert.Fail(warning)));

    [Theory]
    [InlineData("missing")]
    [InlineData("note")]
    [InlineData("nested")]
    [InlineData("Name")]
    public void What_is_missing_or_no_scalar_is_left_out_and_warned_of_once(string name)
    {
        var warnings = new List<string>();
        Assert.Equal("Hi , .", ScriptText.Fill($"Hi {{{{{name}}}}}, {{{{{name}}}}}.", _metadata, warnings.Add));
        Assert.Contains($"{{{{{name}}}}}", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_metadata_every_placeholder_is_missing()
    {
        var warnings = new List<string>();
        Assert.Equal("", ScriptText.Fill("{{a}}{{b}}", null, warnings.Add));
        Assert.Equal(2, warnings.Count);
    }

    [Fact]
    public void What_grows_too_metadatais_cut()
    {
        var warnings = new List<string>();
        var metadata = JsonSerializer.SerializeToElement(new { a = new string('x', 16_000) });
        Assert.Equal(8000, ScriptText.Fill(string.Concat(Enumerable.Repeat("{{a}}", 500)), metadata, warnings.Add).Length);
        Assert.Single(warnings);
    }
}

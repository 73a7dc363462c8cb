using Postrider.Access;
using Xunit;

namespace Postrider.Tests.Access;

public sealed class KeyTextTests
{
    [Fact]
    public void A_generated_key_has_the_prefix_and_256_random_bits()
    {
        var texts = Enumerable.Range(0, 100).Select(_ => KeyText.Generate()).ToHashSet();
        Assert.Equal(100, texts.Count);
        Assert.All(texts, text => Assert.Matches("^sk-postrider-[A-Za-z0-9_-]{43}$", text));
        Assert.All(texts, text => Assert.Null(KeyText.Fault(text)));
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("sk-revor-anything+/=~!")]
    public void A_chosen_text_may_be_a_key(string text) => Assert.Null(KeyText.Fault(text));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\n")]
    [InlineData("clé")]
    public void A_text_that_a_header_would_change_may_not(string text) => Assert.NotNull(KeyText.Fault(text));

    [Fact]
    public void A_hash_tells_texts_apart_and_survives_storage()
    {
        Assert.Equal(KeyHash.Of("a"), KeyHash.Of("a"));
        Assert.NotEqual(KeyHash.Of("a"), KeyHash.Of("b"));
        Assert.Equal("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", Convert.ToHexStringLower(KeyHash.Of("a").ToBytes()));
        Assert.NotEqual(KeyHash.Of(new string('x', 600)), KeyHash.Of(new string('x', 601)));
    }

    [Fact]
    public void A_hint_shows_no_more_than_the_end_of_a_long_text()
    {
        Assert.Equal("…", KeyText.Hint("short"));
        Assert.Equal("…wxyz", KeyText.Hint("sk-postrider-abcdefwxyz"));
    }

    [Fact]
    public void Operator_implies_every_scope_and_only_holders_can_grant()
    {
        var op = ScopeSet.Of(Scopes.Operator);
        Assert.All(Scopes.All, scope => Assert.True(op.Allows(scope)));
        Assert.True(op.Covers(ScopeSet.FullWithOperator));
        Assert.False(ScopeSet.Full.Allows(Scopes.Operator));
        Assert.False(ScopeSet.Of(Scopes.JobsRead).Covers(ScopeSet.Of(Scopes.JobsRead, Scopes.JobsWrite)));
        Assert.Equal(["outreach.jobs:read"], ScopeSet.FromNames(["outreach.jobs:read", "from.the:future"]).Names);
    }
}

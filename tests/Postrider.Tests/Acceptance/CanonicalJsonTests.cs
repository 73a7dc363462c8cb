using System.Text.Json;
using Postrider.Acceptance;
using Xunit;

namespace Postrider.Tests.Acceptance;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """ { "b" : 2 , "a" : 1 } """)]
    [InlineData("""{"a":1}""", """{"a":2,"a":1}""")]
    [InlineData("""{"a":60}""", """{"a":60.0}""")]
    [InlineData("""{"a":60}""", """{"a":6e1}""")]
    [InlineData("""{"a":60}""", """{"a":0.6E+2}""")]
    [InlineData("""{"a":0}""", """{"a":-0.0e5}""")]
    [InlineData("""{"a":0.001}""", """{"a":1e-3}""")]
    [InlineData("""{"a":"é/"}""", """{"a":"\u00e9\/"}""")]
    [InlineData("""{"é":1}""", """{"\u00E9":1}""")]
    [InlineData("""{"a":"😀"}""", """{"a":"\ud83d\ude00"}""")]
    [InlineData("""{"a":1e12345678901234567890}""", """{"a":1.0E+012345678901234567890}""")]
    public void The_same_value_has_the_same_hash(string one, string other) => Assert.Equal(Hash(one), Hash(other));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":1}""", """{"a":-1}""")]
    [InlineData("""{"a":1}""", """{"a":10}""")]
    [InlineData("""{"a":1}""", """{"a":2,"b":1}""")]
    [InlineData("""{"a":null}""", """{}""")]
    [InlineData("""{"a":null}""", """{"a":false}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":[[1],2]}""", """{"a":[[1,2]]}""")]
    [InlineData("""{"a":["b","c"]}""", """{"a":["bc"]}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2,"a":1}""")]
    [InlineData("""{"a":1e12345678901234567890}""", """{"a":1e-12345678901234567890}""")]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740992}""")]
    public void Another_value_has_another_hash(string one, string other) => Assert.NotEqual(Hash(one), Hash(other));

    [Fact]
    public void However_a_random_value_is_written_its_hash_stays()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var value = new JsonWriting(seed).Value();
            var one = new JsonWriting(seed * 31).Text(value);
            var other = new JsonWriting((seed * 31) + 7).Text(value);
            Assert.True(Hash(one) == Hash(other), $"seed {seed}:\n{one}\n{other}");
        }
    }

    [Fact]
    public void Random_values_that_differ_have_hashes_that_differ()
    {
        var byHash = new Dictionary<Guid, string>();
        for (var seed = 0; seed < 5000; seed++)
        {
            var value = new JsonWriting(seed).Value();
            var plain = JsonWriting.Plain(value);
            Assert.True(byHash.TryAdd(Hash(plain), plain) || byHash[Hash(plain)] == plain, plain);
        }
    }

    [Fact]
    public void Large_values_hash_as_small_ones_do()
    {
        var text = new string('x', 100_000);
        Assert.Equal(Hash($$"""{"a":"{{text}}","b":"{{text}}"}"""), Hash($$"""{"b":"{{text}}", "a":"{{text}}"}"""));
        Assert.NotEqual(Hash($$"""{"a":"{{text}}"}"""), Hash($$"""{"a":"{{text}}x"}"""));
        Assert.Equal(Hash("""{"a":1}"""), Hash("""{"a":1.0}"""));
    }

    private static Guid Hash(string text)
    {
        using var document = JsonDocument.Parse(text);
        return CanonicalJson.Hash(document.RootElement);
    }
}

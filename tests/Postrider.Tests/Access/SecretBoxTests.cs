using System.Security.Cryptography;
using System.Text;
using Postrider.Access;
using Xunit;

namespace Postrider.Tests.Access;

public sealed class SecretBoxTests
{
    private static readonly WorkspaceId _workspace = new(7);
    private static readonly string _first = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly string _second = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly SecretBox _box = new(MasterKeys.Parse(_first));

    [Fact]
    public void What_is_sealed_opens_and_shows_nothing_of_itself()
    {
        var secret = Encoding.UTF8.GetBytes("""{"password":"correct horse"}""");
        var bytes = _box.Seal(_workspace, "a", secret);
        Assert.Equal(secret, _box.Open(_workspace, "a", bytes));
        Assert.Equal(-1, bytes.AsSpan().IndexOf("horse"u8));
        Assert.NotEqual(bytes, _box.Seal(_workspace, "a", secret));
        Assert.Empty(_box.Open(_workspace, "a", _box.Seal(_workspace, "a", [])));
    }

    [Fact]
    public void No_byte_can_be_changed()
    {
        var bytes = _box.Seal(_workspace, "a", "secret"u8);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _box.Open(_workspace, "a", changed));
            Assert.ThrowsAny<CryptographicException>(() => _box.Open(_workspace, "a", bytes.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Secrets_cannot_be_moved_to_another_account_or_workspace()
    {
        var bytes = _box.Seal(_workspace, "a", "secret"u8);
        Assert.ThrowsAny<CryptographicException>(() => _box.Open(_workspace, "b", bytes));
        Assert.ThrowsAny<CryptographicException>(() => _box.Open(new WorkspaceId(8), "a", bytes));
    }

    [Fact]
    public void Rotation_opens_with_every_key_and_seals_with_the_first()
    {
        var old = _box.Seal(_workspace, "a", "secret"u8);
        var both = new SecretBox(MasterKeys.Parse($"{_second}, {_first}"));
        Assert.Equal("secret"u8, both.Open(_workspace, "a", old));
        Assert.True(both.IsOld(old));

        var again = both.Seal(_workspace, "a", "secret"u8);
        Assert.False(both.IsOld(again));
        Assert.Equal("secret"u8, new SecretBox(MasterKeys.Parse(_second)).Open(_workspace, "a", again));
        var fault = Assert.Throws<CryptographicException>(() => _box.Open(_workspace, "a", again));
        Assert.Contains("POSTRIDER_MASTER_KEY", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_bad_key_is_refused_without_being_repeated(string text)
    {
        var fault = Assert.Throws<FormatException>(() => MasterKeys.Parse(text));
        Assert.Contains("POSTRIDER_MASTER_KEY", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", fault.Message, StringComparison.Ordinal);
    }
}

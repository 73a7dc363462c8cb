using System.Text;
using Postrider.Webhooks;
using Xunit;

namespace Postrider.Tests.Webhooks;

public sealed class EndpointSecretsTests
{
    private static readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    /// <summary>The example that the specification's libraries are tested with.</summary>
    [Fact]
    public void A_signature_is_that_of_the_specification() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        new EndpointSecrets("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", _now, "{\"test\": 2432232314}"));

    [Fact]
    public void A_secret_has_256_bits_and_no_two_are_alike()
    {
        var made = EndpointSecrets.Make();
        Assert.StartsWith("whsec_", made.Present, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(made.Present["whsec_".Length..]).Length);
        Assert.NotEqual(made.Present, EndpointSecrets.Make().Present);
        Assert.Null(made.Old);
    }

    [Fact]
    public void The_old_secret_signs_along_for_a_day_behind_the_new_one()
    {
        var first = EndpointSecrets.Make();
        var second = first.Rotate(_now);
        string SignedBy(EndpointSecrets secrets, DateTimeOffset at) => secrets.Sign("evt_1", at, "{}");

        var late = _now.AddHours(24).AddSeconds(-1);
        Assert.Equal($"{SignedBy(new EndpointSecrets(second.Present), late)} {SignedBy(first, late)}", SignedBy(second, late));
        Assert.Equal(SignedBy(new EndpointSecrets(second.Present), _now.AddHours(24)), SignedBy(second, _now.AddHours(24)));
    }

    [Fact]
    public void A_second_change_within_the_day_drops_the_oldest()
    {
        var first = EndpointSecrets.Make();
        var second = first.Rotate(_now);
        var third = second.Rotate(_now.AddHours(1));
        Assert.Equal((second.Present, _now.AddHours(25)), (third.Old, third.OldUntil));
    }

    [Fact]
    public void What_is_sealed_comes_back()
    {
        var secrets = EndpointSecrets.Make().Rotate(_now.AddTicks(7));
        Assert.Equal(secrets, EndpointSecrets.From(secrets.ToSeal()));
        var single = EndpointSecrets.Make();
        Assert.Equal(single, EndpointSecrets.From(single.ToSeal()));
    }

    [Fact]
    public void Bytes_beyond_ascii_are_signed_as_utf_8()
    {
        var secrets = EndpointSecrets.Make();
        var signed = System.Security.Cryptography.HMACSHA256.HashData(Convert.FromBase64String(secrets.Present[6..]), Encoding.UTF8.GetBytes($"evt_1.{_now.ToUnixTimeSeconds()}.{{\"a\":\"é\"}}"));
        Assert.Equal($"v1,{Convert.ToBase64String(signed)}", secrets.Sign("evt_1", _now, "{\"a\":\"é\"}"));
    }
}

using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Calling;

public sealed class DigestTests
{
    private const string Realm = "http-auth@example.org";
    private const string Nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private const string ClientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    [Fact]
    public void The_answer_of_RFC_2617_is_ours() =>
        Assert.Equal(
            "6629fae49393a05397450978507c4ef1",
            DigestAnswer.Response(new DigestChallenge("testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", null, null, true, false), "Mufasa", "Circle Of Life", "GET", "/dir/index.html", 1, "0a4f113b"));

    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void The_answers_of_RFC_7616_are_ours(string algorithm, string expected) =>
        Assert.Equal(expected, DigestAnswer.Response(new DigestChallenge(Realm, Nonce, null, algorithm, true, false), "Mufasa", "Circle of Life", "GET", "/dir/index.html", 1, ClientNonce));

    [Theory]
    [InlineData("MD5-sess", true, "e309257a3cbfb6f96832cc0faa03aef1")]
    [InlineData(null, false, "c170da781a80a0ba8834f79e8c6048e7")]
    [InlineData("SHA-256-sess", true, "1a59780642aa971dee350b65f933b746ce2af077777534f899c4c7844422a3ce")]
    public void The_other_kinds_of_answers_are_those_of_another_implementation(string? algorithm, bool hasQuality, string expected) =>
        Assert.Equal(expected, DigestAnswer.Response(new DigestChallenge(Realm, Nonce, null, algorithm, hasQuality, false), "Mufasa", "Circle of Life", "INVITE", "sip:bob@example.org", 2, ClientNonce));

    [Fact]
    public void The_strongest_challenge_that_is_understood_is_chosen()
    {
        Assert.Equal("SHA-256", Choose("Digest realm=\"r\", nonce=\"1\"", "Digest realm=\"r\", nonce=\"2\", algorithm=AKAv1-MD5", "digest nonce = \"3\" , realm=\"r\",algorithm=SHA-256,qop=\"auth-int,auth\"", "Basic realm=\"r\"")!.Algorithm);
        Assert.Null(Choose("Digest realm=\"r\", nonce=\"1\"", "Digest realm=\"r\", nonce=\"2\", algorithm=SHA-512-256")!.Algorithm);
        Assert.Null(Choose("Basic realm=\"r\"", "Digest realm=\"r\"", "Digest realm=\"r\", nonce=\"1\", qop=\"auth-int\"", "Digest realm=\"r\", nonce=\"1\", algorithm=X"));
    }

    [Fact]
    public void A_challenge_s_quotes_are_kept_apart_from_its_commas()
    {
        var challenge = DigestChallenge.Parse("Digest realm=\"here, \\\"there\\\"\", nonce=\"a=b,c\", opaque=\"o\", stale=TRUE")!;
        Assert.Equal(("here, \"there\"", "a=b,c", "o", true, false), (challenge.Realm, challenge.Nonce, challenge.Opaque, challenge.IsStale, challenge.HasQuality));
        Assert.StartsWith("Digest username=\"a\\\"b\", realm=\"here, \\\"there\\\"\", nonce=\"a=b,c\", uri=\"u\", response=\"", DigestAnswer.Write(challenge, "a\"b", "p", "INVITE", "u", 1, "c"), StringComparison.Ordinal);
    }

    private static DigestChallenge? Choose(params string[] challenges)
    {
        var response = new SipResponse(401, "Unauthorized");
        foreach (var challenge in challenges)
        {
            response.Headers.Add("WWW-Authenticate", challenge);
        }

        return DigestChallenge.Of(response);
    }
}

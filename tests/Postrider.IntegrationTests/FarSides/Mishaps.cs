using Postrider.Testing.Evolution;
using Postrider.Testing.Server;
using Postrider.Testing.TwilioWhatsApp;
using Postrider.Testing.Unipile;
using Postrider.Testing.WhatsAppCloud;
using Postrider.Testing.WhatsAppWeb;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>How each far side does what goes wrong, in its own words.</summary>
internal static class Mishaps
{
    public static UnipileFate? OfUnipile(Mishap mishap) => mishap switch
    {
        Mishap.None => null,
        Mishap.Refusal => UnipileFate.Refuse(422, "invalid_recipient"),
        Mishap.Busy => UnipileFate.Refuse(429, "too_many_requests"),
        Mishap.BusyFor => UnipileFate.Refuse(429, "too_many_requests", Storm.Wish),
        Mishap.ErrorBefore => UnipileFate.Refuse(500, "provider_error"),
        Mishap.ErrorAfter => UnipileFate.Refuse(502, null) with { IsTaken = true },
        Mishap.SilenceBefore => UnipileFate.Broken(UnipileBreak.Silence, isTaken: false),
        Mishap.SilenceAfter => UnipileFate.Broken(UnipileBreak.Silence, isTaken: true),
        Mishap.CutBefore => UnipileFate.Broken(UnipileBreak.Cut, isTaken: false),
        Mishap.CutAfter => UnipileFate.Broken(UnipileBreak.Cut, isTaken: true),
        _ => UnipileFate.Broken(UnipileBreak.Half, isTaken: true),
    };

    public static CloudFate OfCloud(Mishap mishap) => mishap switch
    {
        Mishap.None => CloudFate.Taken,
        Mishap.Refusal => CloudFate.Error(131026),
        Mishap.Busy => CloudFate.Error(130429, 429),
        Mishap.BusyFor => CloudFate.Error(130429, 429, Storm.Wish),
        Mishap.ErrorBefore => CloudFate.Error(131000, 500),
        var broken => new CloudFate { Lapse = LapseOf(broken), IsTaken = IsAfter(broken) },
    };

    public static MessageFate OfTwilio(Mishap mishap) => mishap switch
    {
        Mishap.None => new MessageFate(),
        Mishap.Refusal => new MessageFate { Code = 63024, HttpStatus = 400 },
        Mishap.Busy => new MessageFate { Code = 20429, HttpStatus = 429 },
        Mishap.BusyFor => new MessageFate { Code = 20429, HttpStatus = 429, RetryAfter = Storm.Wish },
        Mishap.ErrorBefore => new MessageFate { Code = 20500, HttpStatus = 500 },
        var broken => new MessageFate { Lapse = LapseOf(broken), IsTaken = IsAfter(broken) },
    };

    public static WebFate? OfWaha(Mishap mishap) =>
        mishap == Mishap.Refusal ? WebFate.Answer(422, """{"message":"It cannot be sent","statusCode":422}""") : OfWeb(mishap);

    public static WebFate? OfEvolution(Mishap mishap) =>
        mishap == Mishap.Refusal ? WebFate.Answer(400, EvolutionServer.Refusal(400, "Bad Request", "Text is required")) : OfWeb(mishap);

    private static WebFate? OfWeb(Mishap mishap) => mishap switch
    {
        Mishap.None => null,
        Mishap.Busy => WebFate.Answer(429, "{}"),
        Mishap.BusyFor => WebFate.Answer(429, "{}", Storm.Wish),
        Mishap.ErrorBefore => WebFate.Answer(500, "{}"),
        Mishap.ErrorAfter => WebFate.Answer(502, "") with { IsTaken = true },
        Mishap.SilenceBefore or Mishap.SilenceAfter => WebFate.Broken(WebBreak.Silence, IsAfter(mishap)),
        Mishap.CutBefore or Mishap.CutAfter => WebFate.Broken(WebBreak.Cut, IsAfter(mishap)),
        _ => WebFate.Broken(WebBreak.Half, isTaken: true),
    };

    private static bool IsAfter(Mishap mishap) => mishap is Mishap.ErrorAfter or Mishap.SilenceAfter or Mishap.CutAfter or Mishap.HalfAfter;

    private static Lapse LapseOf(Mishap mishap) => mishap switch
    {
        Mishap.SilenceBefore or Mishap.SilenceAfter => Lapse.Silence,
        Mishap.CutBefore or Mishap.CutAfter => Lapse.Cut,
        Mishap.HalfAfter => Lapse.Half,
        _ => Lapse.Gateway,
    };
}

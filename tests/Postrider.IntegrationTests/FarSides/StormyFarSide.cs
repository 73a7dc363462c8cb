using System.Text.Json.Nodes;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Testing.Evolution;
using Postrider.Testing.TwilioWhatsApp;
using Postrider.Testing.Unipile;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppCloud;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>One message as a far side took it.</summary>
/// <param name="Address">Whom it went to, in the form in which jobs name them.</param>
internal sealed record FarCopy(string Text, string Address, string Id);

/// <summary>The far side of one account, and nobody else's: what it took, that account handed over.</summary>
internal sealed record StormyFarSide(string Kind, JsonObject Settings, IReadOnlyDictionary<string, string> Secrets, Storm Storm, IAsyncDisposable Server) : IAsyncDisposable
{
    public const int Kinds = 6;

    public string ChannelName { get; init; } = Channel.WhatsApp;

    /// <summary>The truth.</summary>
    public required Func<IEnumerable<FarCopy>> Taken { get; init; }

    /// <summary>What it was asked that its API does not know.</summary>
    public required Func<IEnumerable<string>> Faults { get; init; }

    /// <summary>What it tells by itself of the messages that it took: bodies of callbacks, the old ones first.</summary>
    public Func<IEnumerable<byte[]>> News { get; init; } = () => [];

    public static Task<StormyFarSide> StartAsync(int number, IReadOnlyList<string> people, Storm storm, TimeProvider time) => (number % Kinds) switch
    {
        0 => StartUnipileAsync(people, storm, time, Channel.LinkedIn, number / Kinds % 2 == 1),
        1 => StartUnipileAsync(people, storm, time, Channel.WhatsApp, number / Kinds % 2 == 1),
        2 => StartCloudAsync(storm, time),
        3 => StartWahaAsync(number / Kinds % 2 == 0 ? "WEBJS" : "NOWEB", storm, time),
        4 => StartEvolutionAsync(storm, time),
        _ => StartTwilioAsync(number / Kinds % 2 == 0 ? null : MessageServer.TemplateSid, storm, time),
    };

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static async Task<StormyFarSide> StartUnipileAsync(IReadOnlyList<string> people, Storm storm, TimeProvider time, string channel, bool isV2)
    {
        var server = await UnipileServer.StartAsync(time);
        var isLinkedIn = channel == Channel.LinkedIn;
        server.Type = isLinkedIn ? "LINKEDIN" : "WHATSAPP";
        if (isLinkedIn)
        {
            // Of three the account knows two; the third is invited.
            server.Add(people.Select((who, i) => i % 3 == 0 ? new UnipilePerson(who) : UnipilePerson.Connected(who)));
        }

        server.Script = moment => Mishaps.OfUnipile(moment.Method == "POST" ? storm.OnHandOver() : storm.OnLook());
        var settings = new JsonObject { ["base_url"] = server.Address, ["provider_account_id"] = isV2 ? UnipileServer.AccountIdV2 : UnipileServer.AccountId, ["channel"] = channel, ["api_version"] = isV2 ? "v2" : "v1" };
        return new StormyFarSide("unipile", settings, Key("api_key", UnipileServer.Key), storm, server)
        {
            ChannelName = channel,
            Taken = () => server.Taken.Select(taken => new FarCopy(taken.Text ?? "", isLinkedIn ? RecipientAddress.LinkedIn($"https://www.linkedin.com/in/{taken.To["ACo".Length..].ToLowerInvariant()}")! : Number(taken.To), taken.Id)),
            Faults = () => server.Faults,
        };
    }

    private static async Task<StormyFarSide> StartCloudAsync(Storm storm, TimeProvider time)
    {
        var server = await CloudServer.StartAsync();
        server.Fate = _ => Mishaps.OfCloud(storm.OnHandOver());
        var settings = new JsonObject { ["base_url"] = server.Address, ["phone_number_id"] = CloudServer.PhoneNumberId, ["template"] = "intro", ["template_language"] = "en_US" };
        return new StormyFarSide("whatsapp_cloud", settings, new Dictionary<string, string> { ["access_token"] = CloudServer.AccessKey, ["app_secret"] = CloudServer.AppSecret }, storm, server)
        {
            Taken = () => server.Taken.Select(taken => new FarCopy(taken.Body.GetProperty("template").GetProperty("components")[0].GetProperty("parameters")[0].GetProperty("text").GetString()!, Number(taken.To), taken.Id)),

            // It keeps no history: of half of what it took it tells, and of the rest nobody will ever know.
            News = () => server.Taken.Where((_, i) => i % 2 == 0).Select(taken => CloudNews.Body(CloudNews.Status(taken.Id, "sent", taken.To, time.GetUtcNow(), taken.Mark))),
            Faults = () => server.Faults,
        };
    }

    private static async Task<StormyFarSide> StartWahaAsync(string engine, Storm storm, TimeProvider time)
    {
        var server = await WahaServer.StartAsync(time);
        server.Engine = engine;
        server.Script = moment => Mishaps.OfWaha(moment.Method == "POST" ? storm.OnHandOver() : storm.OnLook());
        return new StormyFarSide("waha", new JsonObject { ["base_url"] = server.Address }, Key("api_key", WahaServer.Key), storm, server)
        {
            Taken = () => server.Taken.Select(taken => new FarCopy(taken.Text ?? "", Number(taken.Chat), taken.Id)),
            Faults = () => server.Faults,
        };
    }

    private static async Task<StormyFarSide> StartEvolutionAsync(Storm storm, TimeProvider time)
    {
        var server = await EvolutionServer.StartAsync(time);
        server.Script = moment => Mishaps.OfEvolution(moment.Path.StartsWith("/message/", StringComparison.Ordinal) ? storm.OnHandOver() : storm.OnLook());
        return new StormyFarSide("evolution", new JsonObject { ["base_url"] = server.Address, ["instance"] = EvolutionServer.Instance }, Key("api_key", EvolutionServer.Key), storm, server)
        {
            Taken = () => server.Taken.Select(taken => new FarCopy(taken.Text ?? "", Number(taken.Chat), taken.Id)),
            Faults = () => server.Faults,
        };
    }

    private static async Task<StormyFarSide> StartTwilioAsync(string? template, Storm storm, TimeProvider time)
    {
        var server = await MessageServer.StartAsync(time);
        server.Fate = _ => Mishaps.OfTwilio(storm.OnHandOver());
        var settings = new JsonObject { ["base_url"] = server.Address, ["account_sid"] = MessageServer.AccountSid, ["from"] = MessageServer.From, ["template"] = template };
        return new StormyFarSide("twilio_whatsapp", settings, Key("auth_token", MessageServer.AuthKey), storm, server)
        {
            Taken = () => server.Taken.Select(taken => new FarCopy(
                template is null ? taken.Form["Body"] : (string)JsonNode.Parse(taken.Form["ContentVariables"])!["1"]!, Number(taken.To), taken.Sid)),
            Faults = () => server.Faults,
        };
    }

    private static Dictionary<string, string> Key(string name, string value) => new() { [name] = value };

    /// <summary>However a far side writes numbers.</summary>
    private static string Number(string written) => RecipientAddress.Phone($"+{string.Concat(written.Where(char.IsAsciiDigit))}")!;
}

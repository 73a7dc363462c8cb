using System.Text.Json.Nodes;
using Postrider.Audio;
using Postrider.IntegrationTests.Audio;
using Postrider.Postgres.Storage;
using Postrider.Testing;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.Uploads;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Voice messages on the sandbox: recordings that were uploaded, and scripts that a real espeak-ng says.</summary>
public sealed class VoiceSendTests(VoiceSendTests.Counted server) : IClassFixture<VoiceSendTests.Counted>, IDisposable
{
    private const string Script = "Hello Dana, this is Alex. Thank you for your answer!";
    private readonly Recordings _recordings = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_uploaded_recording_is_what_is_sent()
    {
        Programs.Require("ffmpeg");
        var file = await Recordings.ReadAsync(await _recordings.MakeAsync("mp3", 3));
        var upload = await server.Client.UploadAsync(Voice, file, "hello.mp3");
        var account = await server.NumberOfAsync("sandbox_linkedin");
        var contact = await server.AddContactAsync(linkedIn: "connected-voice");
        var sent = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-linkedin-voice", new { linkedInAccountId = account, voiceAttachmentId = (long)upload.Json["id"]! });
        Assert.Equal((200, "voice"), ((int)sent.Status, (string?)sent.Json["actionType"]));

        var voice = await VoiceOfAsync(contact, "voice");
        Assert.Equal(("hello.mp3", "audio/mp4"), ((string?)voice["filename"], (string?)voice["content_type"]));
        var kept = await ContentAsync(voice);
        var facts = AudioFile.Inspect(kept).Facts!;
        Assert.Equal((AudioFormat.Mp4, (long)kept.Length), (facts.Format, (long)voice["size"]!));
        Assert.InRange(facts.Length.TotalSeconds, 2.9, 3.2);

        var stranger = await server.ConnectStrangerAsync("voices");
        var profile = await stranger.MakeProfileAsync("theirs");
        var theirs = await stranger.PostJsonAsync("/v3/contacts", new { firstName = "Dana", linkedInUrl = "https://www.linkedin.com/in/connected-theirs" });
        var path = $"/v3/contacts/{theirs.Json["id"]}/send-direct-linkedin-voice";
        (await stranger.PostJsonAsync(path, new { linkedInAccountId = profile, voiceAttachmentId = (long)upload.Json["id"]! })).Refused(400, "contact.voiceAttachmentNotFound");
    }

    [Fact]
    public async Task A_script_is_spoken_once_however_often_it_is_sent()
    {
        Programs.Require("ffmpeg", "espeak-ng");
        var before = server.Spoken;
        var (first, second) = (await SayAsync("connected-one"), await SayAsync("connected-two"));
        Assert.Equal(before + 1, server.Spoken);
        Assert.Equal((string?)first["sha256"], (string?)second["sha256"]);
        var facts = AudioFile.Inspect(await ContentAsync(first)).Facts!;
        Assert.Equal(AudioFormat.Mp4, facts.Format);
        Assert.InRange(facts.Length.TotalSeconds, 2, 10);

        async Task<JsonNode> SayAsync(string slug)
        {
            var contact = await server.AddContactAsync(linkedIn: slug);
            var sent = await SpeakAsync(server, contact, Script);
            Assert.True((int)sent.Status == 200, $"{sent}\n{server.Log}");
            Assert.Equal("aiVoice", (string?)sent.Json["actionType"]);
            return await VoiceOfAsync(contact, "aiVoice");
        }
    }

    [Fact]
    public async Task A_script_of_more_than_a_minute_is_not_sent()
    {
        Programs.Require("ffmpeg", "espeak-ng");
        var contact = await server.AddContactAsync(linkedIn: "connected-long");
        var refused = await SpeakAsync(server, contact, string.Concat(Enumerable.Repeat("987654321 ", 99)));
        refused.Refused(400, "contact.aiVoiceNotAvailable");
        Assert.Matches("The script takes [0-9]+ seconds to say; a voice message may last 60", (string?)refused.Json["detail"]);
        Assert.Empty((await server.Client.GetJsonAsync($"/v3/contacts/{contact}/activities")).Items);
    }

    [Fact]
    public async Task Without_a_program_that_speaks_the_refusal_says_what_to_install_or_set()
    {
        await using var mute = new Mute();
        await mute.InitializeAsync();
        var contact = await mute.AddContactAsync(linkedIn: "connected-mute");
        var refused = await SpeakAsync(mute, contact, Script);
        refused.Refused(400, "contact.aiVoiceNotAvailable");
        Assert.Matches("install espeak-ng.*POSTRIDER_SPEECH_URL", (string?)refused.Json["detail"]);
    }

    public void Dispose() => _recordings.Dispose();

    private static async Task<Answer> SpeakAsync(ActionsServer server, long contact, string script) => await server.Client.PostJsonAsync(
        $"/v3/contacts/{contact}/send-direct-linkedin-ai-voice", new { linkedInAccountId = await server.NumberOfAsync("sandbox_linkedin"), script });

    /// <summary>The recording that the contact got, by the sandbox's outbox.</summary>
    private async Task<JsonNode> VoiceOfAsync(long contact, string type)
    {
        var activity = Assert.Single((await server.Client.GetJsonAsync($"/v3/contacts/{contact}/activities")).Items)!;
        Assert.Equal((type, "sent"), ((string?)activity["type"], (string?)activity["status"]));
        var item = Assert.Single((await server.Client.GetJsonAsync($"/api/v1/sandbox/outbox?job_id={activity["messageId"]}")).Items)!;
        Assert.Equal("voice", (string?)item["action"]);
        return item["content"]!["voice"]!;
    }

    private async Task<byte[]> ContentAsync(JsonNode voice) =>
        (await new ContentStore(server.Database.Database).ReadAsync(new WorkspaceId(1), Convert.FromHexString((string)voice["sha256"]!), Cancellation))!;

    /// <summary>Finds an espeak-ng that writes down each time that it speaks.</summary>
    public sealed class Counted : ActionsServer
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pr-voice-");

        public int Spoken => File.Exists(Path.Combine(_folder.FullName, "spoken")) ? File.ReadAllLines(Path.Combine(_folder.FullName, "spoken")).Length : 0;

        protected override IReadOnlyDictionary<string, string> Settings
        {
            get
            {
                if (!OperatingSystem.IsWindows() && Programs.Find("espeak-ng") is { } program)
                {
                    var script = Path.Combine(_folder.FullName, "espeak-ng");
                    File.WriteAllText(script, $"#!/bin/sh\necho spoken >> '{_folder.FullName}/spoken'\nexec '{program}' \"$@\"\n");
                    File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }

                return new Dictionary<string, string> { ["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}" };
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }

    private sealed class Mute : ActionsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["PATH"] = "/no/such/folder" };
    }
}

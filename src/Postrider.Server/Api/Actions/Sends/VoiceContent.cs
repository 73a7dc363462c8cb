using Postrider.Accounts;
using Postrider.Audio;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Sends;

/// <summary>The recording of a voice message: one that was uploaded, or a script that is spoken.</summary>
internal sealed class VoiceContent(IAttachmentStore attachments, IContentStore contents, ISpeech speech, IAudioConverter converter)
{
    public static readonly TimeSpan LongestVoice = TimeSpan.FromSeconds(60);

    /// <summary>The content with its recording, and what that is called in the content store.</summary>
    public async Task<(JobContent Content, IReadOnlyList<byte[]> Hashes, Problem? Problem)> AddAsync(Account account, DirectSend send, CancellationToken cancellationToken)
    {
        if (send.VoiceAttachmentId is { } id)
        {
            var found = await attachments.FindAsync(account.Workspace, voice: true, [id], cancellationToken);
            return found is [{ } recording] ? (send.Content with { Voice = recording }, [Convert.FromHexString(recording.Sha256)], null) : (send.Content, [], SendProblems.VoiceAttachmentNotFound);
        }

        return send.Script is { } script ? await SayAsync(account, send.Content, script, cancellationToken) : (send.Content, [], null);
    }

    private async Task<(JobContent Content, IReadOnlyList<byte[]> Hashes, Problem? Problem)> SayAsync(Account account, JobContent content, string script, CancellationToken cancellationToken)
    {
        var spoken = await speech.SayAsync(account.Workspace, script, new SpeechSettings((string?)account.Settings["speech_voice"]), cancellationToken);
        if (!spoken.IsSpoken)
        {
            return (content, [], SendProblems.AiVoiceNotAvailable.With($"The script could not be spoken: {spoken.Fault}"));
        }

        var voice = await converter.ToVoiceMessageAsync(spoken.Sound, spoken.Facts, cancellationToken);
        if (voice.Facts.IsLongerThan(LongestVoice))
        {
            return (content, [], SendProblems.AiVoiceNotAvailable.With($"The script takes {voice.Facts.Length.TotalSeconds:0} seconds to say; a voice message may last {LongestVoice.TotalSeconds:0}. Shorten it."));
        }

        var hash = await contents.PutAsync(account.Workspace, voice.File, cancellationToken);
        var recording = new JobAttachment("voice", voice.Facts.ContentType, Convert.ToHexStringLower(hash), voice.File.Length);
        return (content with { Voice = recording, Text = script }, [hash], null);
    }
}

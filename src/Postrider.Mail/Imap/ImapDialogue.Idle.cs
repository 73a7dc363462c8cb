namespace Postrider.Mail.Imap;

internal sealed partial class ImapDialogue
{
    // Servers end sessions that are idle for half an hour.
    private static readonly TimeSpan _longestIdle = TimeSpan.FromMinutes(28);

    /// <summary>Waits in IDLE until the folder changes or the time is over. Silence is no fault there: only DONE must be answered in time.</summary>
    public Task IdleAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        longest = longest < _longestIdle ? longest : _longestIdle;
        return TurnAsync(
            (host.Patience * 10) + (longest > TimeSpan.Zero ? longest : TimeSpan.Zero),
            async limit =>
            {
                var begin = time.GetTimestamp();
                var tag = NextTag();
                await wire.SendLineAsync($"{tag} IDLE", limit);
                var end = await InvitationAsync(tag, ImapAnswers.Ignored, limit) ?? await LingerAsync(tag, begin, longest, limit);
                if (end is null)
                {
                    await wire.SendLineAsync("DONE", limit);
                    end = await EndAsync(tag, ImapAnswers.Ignored, limit);
                }

                return end.Is("OK") ? end : throw Failure("IDLE", end);
            },
            cancellationToken);
    }

    /// <summary>The command's end, where the server ends it.</summary>
    private async Task<ImapResponse?> LingerAsync(string tag, long begin, TimeSpan longest, CancellationToken cancellationToken)
    {
        while (!HasNews)
        {
            var left = longest - time.GetElapsedTime(begin);
            if (left <= TimeSpan.Zero || !await wire.WaitAsync(left, cancellationToken))
            {
                return null;
            }

            if (await NextAsync(tag, ImapAnswers.Ignored, cancellationToken) is { Kind: ImapResponseKind.Tagged } end)
            {
                return end;
            }
        }

        return null;
    }
}

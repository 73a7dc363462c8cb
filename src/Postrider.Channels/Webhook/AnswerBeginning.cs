using System.Text;

namespace Postrider.Channels.Webhook;

/// <summary>How an answer's text begins, for people to look at. What follows is never read, and an answer that breaks off counts as what came of it.</summary>
internal static class AnswerBeginning
{
    private const int Most = 1024;

    public static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bytes = new byte[Most];
        var length = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (length < Most && await stream.ReadAsync(bytes.AsMemory(length), cancellationToken) is > 0 and var count)
            {
                length += count;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status came, and it is the answer.
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}

using System.Threading.Channels;

namespace Postrider.Channels.Voice;

/// <summary>What is done with an answered call: a script, or somebody else's agent.</summary>
internal interface ITalk
{
    /// <summary>Ends when the talk is over and all of it was said. It does not hang up itself.</summary>
    /// <param name="digits">What the callee presses, but for the digit that opts out.</param>
    /// <param name="cancellationToken">The call is over, or goes on without this talk.</param>
    Task<RunEnd> TalkAsync(ChannelReader<char> digits, CancellationToken cancellationToken);
}

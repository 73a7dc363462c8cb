using System.Buffers;
using System.Text;
using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Progress in the form of an event stream.</summary>
internal static class ProgressText
{
    /// <summary>Who has been told of the end under this id need not come again.</summary>
    public static string EndId(Progress progress) => $"{progress.Id}.end";

    /// <summary>How long a client waits before it comes again, in milliseconds.</summary>
    public static void WriteHead(IBufferWriter<byte> into) => into.Write("retry: 2000\n\n"u8);

    public static void WriteProgress(IBufferWriter<byte> into, Progress progress) => Write(into, "progress", progress.Id, progress.Data.Span);

    public static void WriteEnd(IBufferWriter<byte> into, Progress progress) =>
        Write(into, "end", EndId(progress), Encoding.UTF8.GetBytes($$"""{"state":"{{progress.State.Name()}}"}"""));

    public static void WriteSilence(IBufferWriter<byte> into) => into.Write(": nothing new\n\n"u8);

    private static void Write(IBufferWriter<byte> into, string name, string id, ReadOnlySpan<byte> data)
    {
        Encoding.UTF8.GetBytes($"event: {name}\nid: {id}\ndata: ", into);
        into.Write(data);
        into.Write("\n\n"u8);
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Jobs;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>
/// Ids of messages. WAHA writes them <c>true_{chat}_{id}</c>, and each engine puts them elsewhere; here the plain id counts, which stays the same
/// whatever the chat is called. Some engines take an id that is given with a text, and then every try of a job has the same.
/// </summary>
internal static class WahaId
{
    private const string Begins = "3EB0";
    private const int Bytes = 9;

    public static string Of(JobRef job) => Begins + Convert.ToHexString(SHA256.HashData(job.JobId.ToByteArray()).AsSpan(0, Bytes));

    /// <summary>The id of a message that was answered, listed or told; null: it has none.</summary>
    public static string? Read(JsonElement message) =>
        (message.Id("id") ?? message.Member("id")?.Id("_serialized") ?? message.Member("id")?.Id("id") ?? message.Member("key")?.Id("id")) is { } id ? Plain(id) : null;

    private static string Plain(string id) =>
        id.Split('_') is [("true" or "false"), _, { Length: > 0 } plain, ..] ? plain : id;
}

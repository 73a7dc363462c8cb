using System.Globalization;
using System.Text.Json;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>What the API, or one of its callbacks, says went wrong.</summary>
/// <param name="Words">For people.</param>
internal sealed record CloudError(int Code, string Words)
{
    private const int LongestPart = 500;

    public FarFault? Fault => CloudFault.Find(Code);

    /// <summary>Of an answer <c>{"error":{…}}</c>; null: it is none.</summary>
    public static CloudError? Read(ReadOnlyMemory<byte> answer) => Of(FarJson.Read(answer).Object("error"));

    /// <summary>Of an error by itself; null: it has no code.</summary>
    public static CloudError? Of(JsonElement? error)
    {
        if (error.Number("code") is not (>= int.MinValue and <= int.MaxValue and var code))
        {
            return null;
        }

        var title = error.Text("message") ?? error.Text("title") ?? error.Text("error_user_msg") ?? "no words";
        var details = error.Object("error_data").Text("details");
        return new CloudError((int)code, string.Create(CultureInfo.InvariantCulture, $"{Cut(title)}{(details is null || details == title ? "" : $" — {Cut(details)}")} ({code})"));
    }

    private static string Cut(string text) => text.Length > LongestPart ? text[..LongestPart] : text;
}

namespace Postrider.Channels.WhatsApp;

/// <summary>A text as a template's parameter may be: without line breaks, tabs, or spaces in a row.</summary>
internal static class OneLine
{
    public static string Of(string text) => string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}

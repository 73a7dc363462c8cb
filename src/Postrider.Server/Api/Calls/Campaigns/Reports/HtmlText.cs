using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>HTML in the making. What is written down here is markup; every value that is set into it is encoded, so none can become markup.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    public HtmlText Add([InterpolatedStringHandlerArgument("")] Markup markup) => this;

    /// <summary>Markup of ours that is too long to be written where it is used.</summary>
    public HtmlText AddOurs(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    public override string ToString() => _text.ToString();

    /// <summary>Writes its pieces as they come.</summary>
    [InterpolatedStringHandler]
#pragma warning disable CS9113 // The compiler hands the lengths over; nothing is sized by them.
    public readonly ref struct Markup(int literalLength, int formattedCount, HtmlText page)
#pragma warning restore CS9113
    {
        public void AppendLiteral(string markup) => page._text.Append(markup);

        public void AppendFormatted(string? value) => page._text.Append(WebUtility.HtmlEncode(value));

        /// <summary>A count, for people.</summary>
        public void AppendFormatted(long value) => page._text.Append(value.ToString("N0", CultureInfo.InvariantCulture));

        /// <summary>A place in a drawing.</summary>
        public void AppendFormatted(double value) => page._text.Append(value.ToString("0.##", CultureInfo.InvariantCulture));
    }
}

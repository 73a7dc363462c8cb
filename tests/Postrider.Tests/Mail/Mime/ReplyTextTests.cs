using Postrider.Mail.Mime;
using Xunit;

namespace Postrider.Tests.Mail.Mime;

public sealed class ReplyTextTests
{
    [Theory]
    [InlineData("Fine.\n\nOn Mon, Jan 5, 2026 at 9:00 AM Ada <ada@example.org> wrote:\n> Hello")]
    [InlineData("Fine.\n\nOn Mon, Jan 5, 2026 at 9:00 AM Ada Example With A Long Name\n<ada@example.org> wrote:\n\n> Hello")]
    [InlineData("Fine.\n\nAm Mo., 5. Jan. 2026 um 09:00 Uhr schrieb Ada <ada@example.org>:\n\nHello")]
    [InlineData("Fine.\n\nAm 05.01.26 um 09:00 schrieb Ada:\n> Hello")]
    [InlineData("Fine.\n\nLe lun. 5 janv. 2026 à 09:00, Ada <ada@example.org> a écrit :\n> Hello")]
    [InlineData("Fine.\n\nEl lun, 5 ene 2026 a las 9:00, Ada (<ada@example.org>) escribió:\n> Hello")]
    [InlineData("Fine.\n\nIl giorno lun 5 gen 2026 alle ore 09:00 Ada <ada@example.org> ha scritto:\n> Hello")]
    [InlineData("Fine.\n\nOp ma 5 jan 2026 om 09:00 schreef Ada <ada@example.org>:\n> Hello")]
    [InlineData("Fine.\n\nDen mån 5 jan. 2026 kl 09:00 skrev Ada <ada@example.org>:\n> Hello")]
    [InlineData("Fine.\n\npon., 5 sty 2026 o 09:00 Ada <ada@example.org> napisał(a):\n> Hello")]
    [InlineData("Fine.\r\n\r\n-----Original Message-----\r\nFrom: Ada\r\nHello")]
    [InlineData("Fine.\n\n-----Ursprüngliche Nachricht-----\nVon: Ada\nHello")]
    [InlineData("Fine.\n\n________________________________\nFrom: Ada <ada@example.org>\nSent: Monday\nTo: Bob\nSubject: Hello\n\nHello")]
    [InlineData("Fine.\n\nVon: Ada\nGesendet: Montag\nAn: Bob\nBetreff: Hello\n\nHello")]
    [InlineData("Fine.\n\n*From:* Ada\n*Sent:* Monday\n*To:* Bob\n\nHello")]
    [InlineData("Fine.\n> Hello\n>> older\n\n")]
    [InlineData("Fine.")]
    public void What_is_quoted_is_left_out(string text) => Assert.Equal("Fine.", ReplyText.WithoutQuote(text));

    [Theory]
    [InlineData("In his 2020 book he wrote:\nBe kind.")]
    [InlineData("> What time?\nAt nine.")]
    [InlineData("From: here\nTo: there")]
    [InlineData("> only\n> a quote")]
    [InlineData("On Monday we could meet, at 9:00 or so: what do you think?")]
    public void What_is_no_quote_at_the_end_stays(string text) => Assert.Equal(text, ReplyText.WithoutQuote(text));

    [Fact]
    public void A_text_that_is_nothing_but_a_quote_is_not_emptied() =>
        Assert.Equal("On Mon at 9:00 Ada wrote:\n> x", ReplyText.WithoutQuote("On Mon at 9:00 Ada wrote:\n> x"));
}

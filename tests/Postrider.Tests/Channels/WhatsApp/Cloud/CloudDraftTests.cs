using Postrider.Channels.WhatsApp;
using Postrider.Channels.WhatsApp.Cloud;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Channels.WhatsApp.Cloud;

public sealed class CloudDraftTests
{
    private const long MB = 1024 * 1024;
    private static readonly CloudTemplate _template = new("intro", "de", TakesText: true);

    [Theory]
    [InlineData("a.jpg", "image/jpeg", 5 * MB, "image")]
    [InlineData("a.jpg", null, 5 * MB, "image")]
    [InlineData("a.png", "application/octet-stream", 1, "image")]
    [InlineData("a.jpg", "image/jpeg", (5 * MB) + 1, MessageFault.AttachmentTooLarge)]
    [InlineData("a.gif", "image/gif", 1, MessageFault.AttachmentTypeNotPossible)]
    [InlineData("a.webp", null, 500 * 1024, "sticker")]
    [InlineData("a.webp", null, (500 * 1024) + 1, MessageFault.AttachmentTooLarge)]
    [InlineData("a.mp4", "video/mp4; codecs=avc1", 16 * MB, "video")]
    [InlineData("a.mov", null, 1, MessageFault.AttachmentTypeNotPossible)]
    [InlineData("a.ogg", "audio/ogg", 16 * MB, "audio")]
    [InlineData("a.m4a", "audio/x-m4a", 1, "audio")]
    [InlineData("a.wav", "audio/wav", 1, MessageFault.AttachmentTypeNotPossible)]
    [InlineData("a.pdf", "application/pdf", 100 * MB, "document")]
    [InlineData("a.pdf", "application/pdf", (100 * MB) + 1, MessageFault.AttachmentTooLarge)]
    [InlineData("a", "no type at all", 1, "document")]
    public void A_file_becomes_the_kind_of_message_that_its_type_asks_for(string name, string? type, long size, string expected) =>
        Assert.Equal(expected, Word(CloudDraft.Of(new JobContent { Attachments = [File(name, type, size)] }, null)));

    [Theory]
    [InlineData(4096, "text")]
    [InlineData(4097, MessageFault.MessageTooLong)]
    [InlineData(0, JobFault.ActionFailed)]
    public void A_text_has_its_limit(int length, string expected) => Assert.Equal(expected, Word(CloudDraft.Of(new JobContent { Text = new string('x', length) }, null)));

    [Fact]
    public void A_smiley_counts_as_one() => Assert.Equal("text", Word(CloudDraft.Of(new JobContent { Text = string.Concat(Enumerable.Repeat("😀", 4096)) }, null)));

    [Theory]
    [InlineData("a.png", 1024, "image")]
    [InlineData("a.png", 1025, MessageFault.MessageTooLong)]
    [InlineData("a.mp3", 1, MessageFault.CaptionNotPossible)]
    [InlineData("a.webp", 1, MessageFault.CaptionNotPossible)]
    public void A_file_takes_the_text_along_where_it_can(string name, int length, string expected) =>
        Assert.Equal(expected, Word(CloudDraft.Of(new JobContent { Text = new string('x', length), Attachments = [File(name, null, 1)] }, null)));

    [Fact]
    public void Two_files_would_be_two_hand_overs() =>
        Assert.Equal(MessageFault.TooManyAttachments, Word(CloudDraft.Of(new JobContent { Text = "Hi", Attachments = [File("a.png", null, 1), File("b.png", null, 1)] }, null)));

    [Fact]
    public void A_template_takes_the_text_on_one_line()
    {
        Assert.Equal("Hi Alex, how are you?", Assert.IsType<CloudDraft.Template>(CloudDraft.Of(new JobContent { Text = "Hi Alex,\r\n\r\n\thow  are you?\n" }, _template)).Parameter);
        Assert.Null(Assert.IsType<CloudDraft.Template>(CloudDraft.Of(new JobContent { Text = "Hi" }, _template with { TakesText = false })).Parameter);
        Assert.Equal(MessageFault.TemplateNotUsable, Word(CloudDraft.Of(new JobContent { Text = " \n" }, _template)));
        Assert.Equal(MessageFault.AttachmentNotPossible, Word(CloudDraft.Of(new JobContent { Text = "Hi", Attachments = [File("a.png", null, 1)] }, _template)));
    }

    private static JobAttachment File(string name, string? type, long size) => new(name, type, new string('0', 64), size);

    private static string Word(CloudDraft draft) => draft switch
    {
        CloudDraft.Impossible no => no.Code,
        CloudDraft.Media media => media.Type.Kind,
        CloudDraft.Text => "text",
        _ => "template",
    };
}

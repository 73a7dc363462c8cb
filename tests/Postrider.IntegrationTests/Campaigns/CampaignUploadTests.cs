using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>Files with numbers over a real wire.</summary>
public sealed class CampaignUploadTests
{
    private const string Csv = "to;name\n+49301234567;Zoë\n030 1234;Max\n";

    [Fact]
    public async Task Form_is_a_file_with_fields_before_and_behind_it()
    {
        await using var host = await UploadHost.StartAsync();
        using var form = new MultipartFormDataContent { { new StringContent("Käufer"), "name" }, { File(Csv), "file", "numbers.csv" }, { new StringContent("busy"), "retry_on" }, { new StringContent("failed"), "retry_on" } };
        Assert.Equal("200 name=Käufer retry_on=busy,failed 2 rows, 1 numbers", await host.PostAsync(form));
        Assert.Empty(Directory.GetFileSystemEntries(host.Folder));
    }

    [Fact]
    public async Task File_may_come_alone_with_settings_in_the_query()
    {
        await using var host = await UploadHost.StartAsync();
        using var file = File("handy,name\n+49301234567,Zoë\n");
        Assert.Equal("200 numberColumn=Handy 1 rows, 1 numbers", await host.PostAsync(file, "/?numberColumn=Handy"));
    }

    [Fact]
    public async Task Number_column_is_named_in_a_field()
    {
        await using var host = await UploadHost.StartAsync();
        using var form = new MultipartFormDataContent { { File("to,mobile\nx,+49301234567\n"), "file" }, { new StringContent("mobile"), "numberColumn" } };
        Assert.Equal("200 numberColumn=mobile 1 rows, 1 numbers", await host.PostAsync(form));
    }

    [Fact]
    public async Task What_is_no_upload_is_told()
    {
        await using var host = await UploadHost.StartAsync();
        using var without = new MultipartFormDataContent { { new StringContent("x"), "name" } };
        Assert.StartsWith("400 name=x file_missing", await host.PostAsync(without), StringComparison.Ordinal);
        using var twice = new MultipartFormDataContent { { File(Csv), "file", "a" }, { File(Csv), "file", "b" } };
        Assert.StartsWith("400 invalid_upload: The form has two parts", await host.PostAsync(twice), StringComparison.Ordinal);
        using var large = new MultipartFormDataContent { { new StringContent(new string('x', 17_000)), "name" } };
        Assert.StartsWith("400 invalid_upload: The field 'name' is longer", await host.PostAsync(large), StringComparison.Ordinal);
        using var foreign = new MultipartFormDataContent { { new ByteArrayContent([0xFF]), "name" } };
        Assert.StartsWith("400 invalid_upload: The field 'name' is not UTF-8", await host.PostAsync(foreign), StringComparison.Ordinal);
        using var many = new MultipartFormDataContent();
        Enumerable.Range(0, 100).ToList().ForEach(field => many.Add(new StringContent("x"), $"f{field}"));
        Assert.StartsWith("400 invalid_upload: A form may have at most", await host.PostAsync(many), StringComparison.Ordinal);
        using var unbounded = new StringContent("x");
        unbounded.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data");
        Assert.StartsWith("400 invalid_upload", await host.PostAsync(unbounded), StringComparison.Ordinal);
        using var workbook = new MultipartFormDataContent { { new ByteArrayContent([.. "PK\u0003\u0004"u8, .. new byte[100]]), "file", "numbers.csv" } };
        Assert.StartsWith("400 not_csv", await host.PostAsync(workbook), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(host.Folder));
    }

    [Fact]
    public async Task File_that_says_it_is_too_large_is_not_read()
    {
        await using var host = await UploadHost.StartAsync();
        var head = Head("text/csv", "Content-Length: 104857601");
        Assert.Contains("413", await host.SendAsync(head, [], ClientEnd.Waits), StringComparison.Ordinal);
        Assert.False(await host.First);
    }

    [Fact]
    public async Task File_that_turns_out_too_large_is_refused()
    {
        await using var host = await UploadHost.StartAsync();
        using var form = new MultipartFormDataContent { { new StreamContent(new EndlessStream(101L * 1024 * 1024)), "file", "numbers.csv" } };
        form.Headers.ContentLength = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = form };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.StartsWith("file_too_large", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(host.Folder));
    }

    [Theory]
    [InlineData("text/csv", ClientEnd.Silent)]
    [InlineData("text/csv", ClientEnd.Gone)]
    [InlineData("multipart/form-data; boundary=b", ClientEnd.Silent)]
    [InlineData("multipart/form-data; boundary=b", ClientEnd.Gone)]
    public async Task Upload_that_is_cut_off_is_none(string type, ClientEnd end)
    {
        await using var host = await UploadHost.StartAsync();
        var body = Encoding.UTF8.GetBytes(type == "text/csv" ? Csv : $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{Csv}");
        var answer = await host.SendAsync(Head(type, "Content-Length: 5000"), body, end);
        Assert.DoesNotContain("200", answer, StringComparison.Ordinal);
        Assert.False(await host.First);
        Assert.Empty(Directory.GetFileSystemEntries(host.Folder));
    }

    [Fact]
    public async Task Form_without_its_last_boundary_is_none()
    {
        await using var host = await UploadHost.StartAsync();
        var body = Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{Csv}");
        var answer = await host.SendAsync(Head("multipart/form-data; boundary=b", string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}")), body, ClientEnd.Waits);
        Assert.Contains("invalid_upload", answer, StringComparison.Ordinal);
    }

    private static string Head(string type, string length) => $"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {type}\r\n{length}\r\n\r\n";

    private static ByteArrayContent File(string text) => new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };

    /// <summary>Rows until so many bytes have been read.</summary>
    private sealed class EndlessStream(long length) : MemoryStream
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, _left);
            buffer[..count].Fill((byte)'\n');
            _left -= count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            return CopyAsync();

            async Task CopyAsync()
            {
                var buffer = new byte[64 * 1024];
                int read;
                while ((read = Read(buffer)) > 0)
                {
                    await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
        }
    }
}

using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Postrider.Campaigns;
using Postrider.Server.Api.Calls.Campaigns;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>What a client does once it has sent what it has.</summary>
public enum ClientEnd
{
    Waits,

    /// <summary>It closes its side and still listens.</summary>
    Silent,
    Gone,
}

/// <summary>A server on loopback that takes uploads of numbers and tells what it read.</summary>
internal sealed class UploadHost : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly TaskCompletionSource<bool> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private UploadHost(WebApplication host, string folder)
    {
        (_host, Folder) = (host, folder);
        host.Run(AnswerAsync);
    }

    /// <summary>Where uploads lie while they are read.</summary>
    public string Folder { get; }

    public HttpClient Client { get; private set; } = new();

    /// <summary>Whether the first upload was read to its end.</summary>
    public Task<bool> First => _first.Task;

    public static async Task<UploadHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = new UploadHost(builder.Build(), Directory.CreateTempSubdirectory("postrider-uploads-").FullName);
        await host._host.StartAsync();
        host.Client = new HttpClient { BaseAddress = new Uri(host._host.Urls.First()) };
        return host;
    }

    public async Task<string> PostAsync(HttpContent content, string path = "/")
    {
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }

    /// <summary>Sends these bytes and reads the answer, as far as there is one.</summary>
    public async Task<string> SendAsync(string head, byte[] body, ClientEnd end)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Client.BaseAddress!.Port);
        await using var wire = client.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes(head));
        await wire.WriteAsync(body);
        if (end == ClientEnd.Gone)
        {
            return "";
        }

        if (end == ClientEnd.Silent)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        try
        {
            using var reader = new StreamReader(wire);
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            // Whoever closes its side may be hung up on.
            return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var isRead = false;
        try
        {
            var (status, text) = await TakeAsync(context);
            isRead = status == 200;
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(text);
        }
        finally
        {
            _first.TrySetResult(isRead);
        }
    }

    private async Task<(int Status, string Text)> TakeAsync(HttpContext context)
    {
        var (upload, fault) = await CampaignUpload.ReadAsync(context, Folder);
        if (upload is null)
        {
            return (fault!.Status, $"{fault.Code}: {fault.Message}");
        }

        await using (upload)
        {
            var fields = string.Concat(upload.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value} "));
            (var check, fault) = await upload.CheckAsync(null, context.RequestAborted);
            if (check is null)
            {
                return (fault!.Status, $"{fields}{fault.Code}: {fault.Message}");
            }

            var numbers = new CampaignNumberReader(new CallHours(CallHours.Default, "UTC"), DateTimeOffset.UnixEpoch, _ => "");
            var rows = await upload.ReadRowsAsync(numbers, context.RequestAborted).ToListAsync(context.RequestAborted);
            return (200, $"{fields}{check.Rows} rows, {rows.Count(row => row.Number is not null)} numbers");
        }
    }
}

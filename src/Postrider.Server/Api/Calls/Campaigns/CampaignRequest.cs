using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Postrider.Acceptance;
using Postrider.Campaigns;
using Postrider.Server.Api.Actions;
using Postrider.Server.Api.Dispatch;
using Postrider.Server.Security;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>What a request says of a campaign and the numbers that it brings, as JSON, as a form, or as a file alone. Nothing that came is trusted further than it was checked.</summary>
internal sealed class CampaignRequest : IAsyncDisposable
{
    private readonly JsonBody? _body;
    private readonly CampaignUpload? _upload;
    private readonly JsonDocument? _form;

    private CampaignRequest(JsonBody? body, CampaignUpload? upload, JsonDocument? form) => (_body, _upload, _form) = (body, upload, form);

    /// <summary>Why it can be read no further; null: it can.</summary>
    public ApiError? Fault { get; private set; }

    /// <summary>Whether it brings numbers, be they none.</summary>
    public bool HasNumbers { get; private set; }

    /// <summary>Why it brings no numbers, of a request that should.</summary>
    public ApiError NumbersMissing => _upload is null ? CampaignErrors.NoNumbers : CampaignUploadErrors.FileMissing;

    /// <summary>The members of the body, or the fields of the form; those that were left empty are not there.</summary>
    public Fields Fields { get; private set; } = new(default);

    private JsonElement Root => _body is { IsFaulty: false } ? _body.Root : _form?.RootElement ?? default;

    public static async Task<CampaignRequest> ReadAsync(HttpContext context, string? scratchFolder)
    {
        if (CampaignUpload.IsOffered(context.Request))
        {
            var (upload, refusal) = await CampaignUpload.ReadAsync(context, scratchFolder);
            var read = new CampaignRequest(null, upload, upload is null ? null : ToJson(upload.Fields)) { Fault = refusal };
            if (upload is not null)
            {
                await read.CheckFileAsync(upload, context.RequestAborted);
            }

            return read;
        }

        var body = await JsonBody.ReadAsync(context);
        var request = new CampaignRequest(body, null, null) { Fault = body.Error };
        if (!body.IsFaulty)
        {
            request.CheckList();
        }

        return request;
    }

    /// <summary>The key of the request with the value of all that came with it; null without one.</summary>
    public async Task<(RequestKey? Key, ApiError? Fault)> KeyAsync(HttpContext context, Caller caller)
    {
        ApiError? fault = null;
        if (DispatchIntake.Key(context, caller, DispatchIntake.HeaderKey(context), Root, ref fault) is not { } key)
        {
            return (null, fault is null ? null : CallsErrors.InvalidKey);
        }

        return _upload is { HasFile: true } ? (key with { BodyHash = Mix(key.BodyHash, await _upload.HashAsync(context.RequestAborted)) }, null) : (key, null);
    }

    /// <summary>The numbers, row by row; of a request without a fault.</summary>
    /// <param name="hours">The campaign's.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<CampaignRow> ReadRows(CallHours hours, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var numbers = new CampaignNumberReader(hours, now, NumberZones.Of);
        return !HasNumbers ? AsyncEnumerable.Empty<CampaignRow>()
            : _upload is not null ? _upload.ReadRowsAsync(numbers, cancellationToken)
            : CampaignCallList.ReadAsync(Fields.Find("calls")!.Value, numbers);
    }

    public async ValueTask DisposeAsync()
    {
        _body?.Dispose();
        _form?.Dispose();
        if (_upload is not null)
        {
            await _upload.DisposeAsync();
        }
    }

    private async Task CheckFileAsync(CampaignUpload upload, CancellationToken cancellationToken)
    {
        Fields = new Fields(Root, isLenient: true);
        HasNumbers = upload.HasFile;
        if (upload.HasFile)
        {
            (_, Fault) = await upload.CheckAsync(null, cancellationToken);
        }
    }

    private void CheckList()
    {
        Fields = new Fields(Root, isLenient: true);
        if (Fields.Find("calls") is not { } calls)
        {
            return;
        }

        HasNumbers = calls.ValueKind == JsonValueKind.Array;
        if (!HasNumbers)
        {
            Fields.Fail("calls", "calls must be a list of {\"to\": \"+14155550123\"}, each with metadata and a time_zone if you like.");
        }
        else if (calls.GetArrayLength() > CampaignFile.MostRows)
        {
            Fault = CampaignErrors.TooManyRows;
        }
    }

    private static JsonDocument ToJson(IReadOnlyDictionary<string, string> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields.Where(field => field.Value.Length > 0))
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    private static Guid Mix(Guid fields, byte[] file)
    {
        Span<byte> both = stackalloc byte[48];
        fields.TryWriteBytes(both);
        file.CopyTo(both[16..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(both, hash);
        return new Guid(hash[..16]);
    }
}

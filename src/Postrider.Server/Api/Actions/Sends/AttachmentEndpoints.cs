using Postrider.Access;
using Postrider.Audio;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Sends;

/// <summary>Uploads: recordings for voice messages, and files for replies.</summary>
internal sealed class AttachmentEndpoints(IAttachmentStore attachments, IAudioConverter converter)
{
    private const int LargestVoice = 10 * 1024 * 1024;
    private const int LargestFile = 25 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<AttachmentEndpoints>(group.ServiceProvider);
        group.MapPost("/attachments/voice", gate.Require(Scopes.ContactsOperate, endpoints.UploadVoice));
        group.MapPost("/attachments", gate.RequireAny([Scopes.ContactsOperate, Scopes.InboxOperate], endpoints.UploadFile));
    }

    private async Task UploadVoice(HttpContext context, Caller caller)
    {
        var (file, problem) = await Upload.ReadAsync(context, LargestVoice);
        if (file is null)
        {
            await ActionsAnswer.ProblemAsync(context, problem!);
            return;
        }

        var inspection = AudioFile.Inspect(file.Data.Span);
        if ((!inspection.IsSound ? FaultOf(inspection.Fault) : inspection.Facts.IsLongerThan(VoiceContent.LongestVoice) ? AttachmentProblems.TooLong : null) is { } fault)
        {
            await ActionsAnswer.ProblemAsync(context, fault);
            return;
        }

        // Only who plays it to the end knows for certain how long it is, and that all of it can be played.
        var voice = await converter.ToVoiceMessageAsync(file.Data, inspection.Facts!, context.RequestAborted);
        if ((voice.Fault is { } why ? AttachmentProblems.UnsupportedType.With(why) : voice.Facts.IsLongerThan(VoiceContent.LongestVoice) ? AttachmentProblems.TooLong : null) is { } found)
        {
            await ActionsAnswer.ProblemAsync(context, found);
            return;
        }

        var id = await attachments.AddAsync(caller.WorkspaceId, new NewAttachment(true, file.FileName, voice.Facts.ContentType, voice.File, voice.Facts.Length), context.RequestAborted);
        await ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, (id, file.FileName, voice.Facts.Length), static (writer, made) =>
        {
            writer.WriteNumber("id"u8, made.id);
            writer.WriteString("fileName"u8, made.FileName);
            writer.WriteNumber("lengthInSeconds"u8, Math.Max(1, (int)Math.Round(made.Length.TotalSeconds, MidpointRounding.AwayFromZero)));
        });
    }

    private async Task UploadFile(HttpContext context, Caller caller)
    {
        var (file, problem) = await Upload.ReadAsync(context, LargestFile);
        if (file is null)
        {
            await ActionsAnswer.ProblemAsync(context, problem!);
            return;
        }

        var type = file.ContentType is { Length: <= 255 } given && !Dispatch.ContentReader.HasControl(given) ? given : "application/octet-stream";
        var id = await attachments.AddAsync(caller.WorkspaceId, new NewAttachment(false, file.FileName, type, file.Data, null), context.RequestAborted);
        await ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, (id, file), static (writer, made) =>
        {
            writer.WriteNumber("id"u8, made.id);
            writer.WriteString("fileName"u8, made.file.FileName);
            writer.WriteNumber("size"u8, made.file.Data.Length);
        });
    }

    private static Problem FaultOf(AudioFault fault) => (fault.Kind == AudioFaultKind.Empty ? AttachmentProblems.Empty : AttachmentProblems.UnsupportedType).With(fault.Sentence);
}

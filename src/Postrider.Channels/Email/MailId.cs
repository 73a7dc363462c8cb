using System.Globalization;
using Postrider.Jobs;
using Postrider.Mail.Mime;

namespace Postrider.Channels.Email;

/// <summary>The Message-ID of a job's mail, the same at every attempt, from which the job can be told again.</summary>
internal static class MailId
{
    private const string Mark = "pr";

    /// <summary>Without its angle brackets.</summary>
    public static string Of(JobRef job, MailAddress from)
    {
        var address = from.ToWire();
        return string.Create(CultureInfo.InvariantCulture, $"{Mark}.{job.Workspace.Value:x}.{job.JobId:N}@{address[(address.LastIndexOf('@') + 1)..]}");
    }

    /// <summary>The job, when the id is one of ours; whether there is such a job is for the store to say.</summary>
    public static JobRef? Read(string messageId)
    {
        var parts = messageId.Trim().TrimStart('<').Split('@')[0].Split('.');
        return parts is [Mark, var workspace, var job]
            && long.TryParse(workspace, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            && Guid.TryParseExact(job, "N", out var id)
            ? new JobRef(new WorkspaceId(number), id)
            : null;
    }
}

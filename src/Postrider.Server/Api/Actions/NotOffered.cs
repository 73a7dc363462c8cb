namespace Postrider.Server.Api.Actions;

/// <summary>Groups of calls that clients of this dialect know and that this server does not have.</summary>
internal static class NotOffered
{
    private static readonly (string Path, string What)[] _groups =
    [
        ("/v3/sequences", "Sequences"), ("/v3/sequence-templates", "Sequences"), ("/v3/sequence-folders", "Sequences"),
        ("/v3/webhooks", "Webhooks of this API"), ("/v3/contact-accounts", "Company accounts"), ("/v3/contact-account-lists", "Company accounts"),
        ("/v3/contacts/set-replied", "Sequences"), ("/v3/contacts/set-bounced", "Sequences"), ("/v3/contacts/set-status-in-sequence", "Sequences"), ("/v3/contacts/owner", "Owners of contacts"),
        ("/v3/tasks", "Tasks"), ("/v3/email-templates", "Templates"), ("/v3/email-template-folders", "Templates"),
        ("/v3/schedules", "Schedules"), ("/v3/holiday-calendars", "Schedules"), ("/v3/email-validations", "Mail validation"),
        ("/v3/reporting", "Reporting"), ("/v3/settings", "Settings"), ("/v3/ai-sdr", "AI SDR"),
    ];

    public static Problem? Find(PathString path)
    {
        foreach (var (prefix, what) in _groups)
        {
            if (path.StartsWithSegments(prefix))
            {
                return GeneralProblems.NotOffered.With($"{what}: {GeneralProblems.NotOffered.Detail}");
            }
        }

        return null;
    }
}

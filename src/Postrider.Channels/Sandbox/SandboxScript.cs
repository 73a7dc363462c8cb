using Postrider.Calls;

namespace Postrider.Channels.Sandbox;

/// <summary>What an agent says to somebody who presses no digit.</summary>
internal static class SandboxScript
{
    private const int MostLines = 200;

    /// <param name="Text">Placeholders are not filled in yet.</param>
    internal readonly record struct Line(string Text, bool OptsOut = false);

    public static IReadOnlyList<Line> Lines(CallPlan plan, bool toMachine)
    {
        if (toMachine && plan.Voicemail != VoicemailAction.Continue)
        {
            return plan.Voicemail == VoicemailAction.LeaveMessage ? [new Line(plan.VoicemailMessage ?? plan.Greeting)] : [];
        }

        if (plan.StreamUrl is not null)
        {
            return [];
        }

        var lines = new List<Line> { new(plan.Greeting) };
        Add(lines, plan.Steps);
        return lines;
    }

    /// <summary>False: the script is over.</summary>
    private static bool Add(List<Line> lines, IReadOnlyList<CallStep> steps)
    {
        foreach (var step in steps)
        {
            if (lines.Count == MostLines)
            {
                return false;
            }

            switch (step)
            {
                case CallStep.Say say:
                    lines.Add(new Line(say.Text));
                    break;
                case CallStep.Choose choose:
                    if (choose.Prompt is { } prompt)
                    {
                        lines.Add(new Line(prompt));
                    }

                    if (!Add(lines, choose.Otherwise))
                    {
                        return false;
                    }

                    break;
                case CallStep.OptOut optOut:
                    lines.Add(new Line(optOut.Text ?? "", true));
                    return false;
                case CallStep.HangUp:
                    return false;
            }
        }

        return true;
    }
}

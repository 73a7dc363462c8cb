using Postrider.Calls;

namespace Postrider.Campaigns;

/// <summary>What a campaign's agent says: its own script, after the first words that a campaign owes whoever it calls.</summary>
public static class CampaignScript
{
    /// <summary>The digit that opts out where the script has none, and those that stand in where its questions need it.</summary>
    private const string Digits = "9087654321*#";

    /// <summary>Null: no script of the agent's has this trigger, and none is the default.</summary>
    /// <remarks>
    /// The opening is a part of the greeting. An agent at the other end of a stream speaks for itself: it is handed the greeting as a parameter, with the opening in front, and the digit opts out all the same.
    /// </remarks>
    public static CallPlan? Plan(VoiceAgent agent, string? trigger, CampaignSettings settings) =>
        agent.Plan(trigger) is not { } plan ? null : settings.Announces ? Announce(plan, settings.CallerName) : plan;

    private static CallPlan Announce(CallPlan plan, string? callerName)
    {
        var digit = plan.OptOutDigit ?? FreeDigit(plan.Steps);
        var who = callerName is null ? null : Who(callerName);
        return plan with
        {
            Greeting = Join(who, plan.Record ? "This call is recorded." : null, digit is null ? null : $"To not be called again, press {Key(digit)}.", plan.Greeting),
            OptOutDigit = digit,

            // A machine presses no key, and nobody is there who could mind a recording.
            VoicemailMessage = plan.Voicemail == VoicemailAction.LeaveMessage ? Join(who, plan.VoicemailMessage ?? plan.Greeting) : plan.VoicemailMessage,
        };
    }

    private static string Join(params string?[] sentences) => string.Join(' ', sentences.Where(sentence => sentence is not null));

    /// <summary>Nobody hears a brace, and without them no name is taken for a placeholder.</summary>
    private static string? Who(string callerName)
    {
        var name = new string([.. callerName.Where(letter => letter is not '{' and not '}').Select(letter => char.IsControl(letter) ? ' ' : letter)]).Trim();
        return name.Length == 0 ? null : name[^1] is '.' or '!' or '?' ? $"This is {name}" : $"This is {name}.";
    }

    private static string Key(string digit) => digit switch
    {
        "*" => "the star key",
        "#" => "the hash key",
        _ => digit,
    };

    /// <summary>Null: the script asks for every key there is.</summary>
    private static string? FreeDigit(IReadOnlyList<CallStep> steps)
    {
        var asked = Asked(steps).ToHashSet();
        return Digits.Select(digit => digit.ToString()).FirstOrDefault(digit => !asked.Contains(digit));
    }

    private static IEnumerable<string> Asked(IEnumerable<CallStep> steps) =>
        steps.OfType<CallStep.Choose>().SelectMany(choose => choose.Digits.Keys.Concat(Asked(choose.Digits.Values.Append(choose.Otherwise).SelectMany(branch => branch))));
}

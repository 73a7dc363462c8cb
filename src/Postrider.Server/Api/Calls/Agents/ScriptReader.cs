using System.Globalization;
using System.Text.Json;
using Postrider.Calls;
using Postrider.Jobs;
using Postrider.Server.Api.Actions;

namespace Postrider.Server.Api.Calls.Agents;

/// <summary>Reads one of an agent's scripts, which the wire calls a task. What is wrong with it is told through its fields.</summary>
/// <param name="recordings">The uploads that it may play.</param>
internal sealed class ScriptReader(IReadOnlyDictionary<long, JobAttachment> recordings)
{
    public const int LongestText = 2000;
    public const int LongestTrigger = 200;
    private const int MostSteps = 100;
    private const int Deepest = 5;
    private const string DigitKeys = "0123456789*#";
    private static readonly string[] _kinds = ["say", "play", "pause_seconds", "ask", "opt_out", "hangup"];

    private readonly HashSet<string> _pressed = [];
    private int _steps;

    public CallScript Read(Fields task)
    {
        var trigger = task.Line("trigger", LongestTrigger);
        var script = new CallScript
        {
            Trigger = string.IsNullOrEmpty(trigger) ? null : trigger,
            IsDefault = task.Flag("default") ?? false,
            Greeting = task.Text("greeting", LongestText, required: true) ?? "",
            Steps = Steps(task, "steps", 1),
            OptOutDigit = Digit(task, "opt_out_digit"),
        };
        if (script.Trigger is null && !script.IsDefault)
        {
            task.Fail("trigger", "A task without a trigger must be the default: give it a trigger, or \"default\": true.");
        }

        if (script.OptOutDigit is { } digit && _pressed.Contains(digit))
        {
            task.Fail("opt_out_digit", $"opt_out_digit {digit} is asked for as an answer, too; opting out would come first.");
        }

        return script;
    }

    private IReadOnlyList<CallStep> Steps(Fields fields, string name, int depth)
    {
        if (fields.Find(name) is null)
        {
            return [];
        }

        if (depth > Deepest)
        {
            fields.Fail(name, string.Create(CultureInfo.InvariantCulture, $"Questions may be nested {Deepest} deep."));
            return [];
        }

        var items = fields.Objects(name, most: MostSteps);
        _steps += items.Count;
        if (_steps > MostSteps)
        {
            fields.Fail(name, string.Create(CultureInfo.InvariantCulture, $"A task may have at most {MostSteps} steps, those of its branches among them."));
            return [];
        }

        return [.. items.Select(item => Step(item, depth)).OfType<CallStep>()];
    }

    private CallStep? Step(Fields step, int depth)
    {
        var kinds = _kinds.Where(kind => step.Find(kind) is not null).ToArray();
        if (kinds.Length != 1)
        {
            step.Fail("", $"A step must have exactly one of {string.Join(", ", _kinds)}.");
            return null;
        }

        return kinds[0] switch
        {
            "say" => new CallStep.Say(step.Text("say", LongestText, required: true) ?? ""),
            "play" => Play(step),
            "pause_seconds" => new CallStep.Pause(step.Number("pause_seconds", 0.1, 60) ?? 1),
            "ask" => Ask(step, depth),
            "opt_out" => new CallStep.OptOut(step.Find("opt_out")?.ValueKind == JsonValueKind.True ? null : step.Text("opt_out", LongestText)),
            _ => HangUp(step),
        };
    }

    private CallStep.Play? Play(Fields step)
    {
        if (step.Whole("play", 1) is not { } id)
        {
            return null;
        }

        if (recordings.TryGetValue(id, out var recording))
        {
            return new CallStep.Play(recording.Sha256, recording.Filename, id);
        }

        step.Fail("play", "play must be the id of a recording of this workspace; POST /v3/attachments/voice uploads one.");
        return null;
    }

    private CallStep.Choose Ask(Fields step, int depth)
    {
        var branches = new Dictionary<string, IReadOnlyList<CallStep>>();
        var seconds = step.Number("timeout_seconds", 0.5, 60) ?? 5;
        if (step.Object("digits") is { } digits)
        {
            foreach (var key in digits.Names)
            {
                if (key.Length != 1 || !DigitKeys.Contains(key, StringComparison.Ordinal))
                {
                    digits.Fail(key, $"A digit must be one of {DigitKeys}.");
                    continue;
                }

                _pressed.Add(key);
                branches[key] = Steps(digits, key, depth + 1);
            }
        }

        if (branches.Count == 0)
        {
            step.Fail("digits", "A question needs digits: an object with a list of steps for each.");
        }

        return new CallStep.Choose(step.Text("ask", LongestText, required: true), seconds, branches, Steps(step, "otherwise", depth + 1));
    }

    private static CallStep.HangUp HangUp(Fields step)
    {
        if (step.Flag("hangup") == false)
        {
            step.Fail("hangup", "hangup must be true.");
        }

        return new CallStep.HangUp();
    }

    private static string? Digit(Fields task, string name)
    {
        var digit = task.Find(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : task.Text(name, 20);
        if (string.IsNullOrEmpty(digit))
        {
            return null;
        }

        if (digit.Length == 1 && DigitKeys.Contains(digit, StringComparison.Ordinal))
        {
            return digit;
        }

        task.Fail(name, $"{name} must be one of {DigitKeys}.");
        return null;
    }
}

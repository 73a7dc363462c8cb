namespace Postrider.Campaigns;

/// <summary>Where a campaign stands; the words are the store's and the wire's.</summary>
public enum CampaignState
{
    /// <summary>Its first numbers are still coming in; nobody sees it yet.</summary>
    Gathering,
    Draft,
    Scheduled,
    Running,
    Paused,
    Completed,
    Canceled,
}

public static class CampaignStates
{
    private static readonly string[] _names = ["gathering", "draft", "scheduled", "running", "paused", "completed", "canceled"];

    public static string Name(this CampaignState state) => _names[(int)state];

    public static bool TryParse(string name, out CampaignState state)
    {
        state = (CampaignState)Array.IndexOf(_names, name);
        return state >= 0;
    }

    public static CampaignState Parse(string name) => TryParse(name, out var state) ? state : throw new FormatException($"'{name}' is no state of a campaign.");

    /// <summary>Whether numbers may be added to it.</summary>
    public static bool TakesNumbers(this CampaignState state) => state < CampaignState.Completed;

    public static bool IsOver(this CampaignState state) => state >= CampaignState.Completed;
}

namespace Postrider.Campaigns;

/// <summary>How the taking in of rows ended.</summary>
public enum IntakeEnd
{
    /// <summary>Every row was taken or rejected.</summary>
    Complete,

    /// <summary>The campaign is over, or gone; the rows from there on were neither taken nor counted.</summary>
    CampaignOver,

    /// <summary>The store went away. What came before is kept; handed in again, it is found to be there.</summary>
    StoreDown,

    /// <summary>The store refuses a part of the rows. What came before is kept.</summary>
    Unstorable,
}

/// <summary>What became of rows that were handed in together.</summary>
public sealed class CampaignTally
{
    public const int MostShown = 100;

    private readonly List<RejectedRow> _rejected = [];

    public IntakeEnd End { get; internal set; }

    public long Accepted { get; internal set; }

    public long Duplicate { get; private set; }

    public long Invalid { get; private set; }

    public long Suppressed { get; private set; }

    public long OverAllowance { get; private set; }

    /// <summary>How many calls the workspace has left after these; null: none of them came so far.</summary>
    public long? CallsRemaining { get; internal set; }

    /// <summary>The first of those that did not become calls, in the order of the rows.</summary>
    public IReadOnlyList<RejectedRow> Rejected => _rejected;

    internal void Count(RejectedRow row)
    {
        switch (row.Reason)
        {
            case RowReason.Duplicate:
                Duplicate++;
                break;
            case RowReason.Suppressed:
                Suppressed++;
                break;
            case RowReason.NoCallsRemaining:
                OverAllowance++;
                break;
            default:
                Invalid++;
                break;
        }

        if (_rejected.Count < MostShown)
        {
            _rejected.Add(row);
        }
    }
}

namespace Postrider.Postgres.Storage;

/// <summary>A lane's primary key; sorted as the database sorts it, since locks are taken in that order.</summary>
internal readonly record struct LaneKey(long Workspace, string Lane) : IComparable<LaneKey>
{
    public int CompareTo(LaneKey other) =>
        Workspace != other.Workspace ? Workspace.CompareTo(other.Workspace) : string.CompareOrdinal(Lane, other.Lane);
}

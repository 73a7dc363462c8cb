namespace Postrider.Accounts;

/// <summary>Lets a new account start slowly: so many on its first day, so many more each day after, until the daily limit.</summary>
public sealed record RampUp(int Start, int Step)
{
    /// <summary>The limit of the day that lies <paramref name="day"/> days after the account's first.</summary>
    public int LimitOn(int day) => (int)Math.Min(int.MaxValue, Start + ((long)Step * Math.Max(0, day)));
}

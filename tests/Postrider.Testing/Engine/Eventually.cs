namespace Postrider.Testing.Engine;

/// <summary>Waits for what a database will show: asks again and again, and gives up with what it saw last.</summary>
public static class Eventually
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(60);

    public static async Task<T> SeesAsync<T>(Func<Task<T>> look, Func<T, bool> enough, string what, TimeSpan? longest = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (enough(seen))
            {
                return seen;
            }

            if (TimeProvider.System.GetElapsedTime(started) > (longest ?? _longest))
            {
                throw new TimeoutException($"Waited in vain until {what}; last seen: {seen}");
            }

            await Task.Delay(_pause, TimeProvider.System);
        }
    }
}

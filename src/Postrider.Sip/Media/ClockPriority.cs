using System.Runtime.InteropServices;

namespace Postrider.Sip.Media;

/// <summary>
/// Lets the clock's thread go before all ordinary work: packets that wait for a busy core are heard as gaps. The runtime's own priorities mean nothing on Linux.
/// Root may, and who has CAP_SYS_NICE or a limit for real-time priorities; for all others everything stays as it is.
/// </summary>
internal static class ClockPriority
{
    private const int RoundRobin = 2;

    // The lowest real-time priority stands above every ordinary thread; more would only compete with the system's own.
    private const int Lowest = 1;

    /// <summary>Of the thread that calls, if it may.</summary>
    public static void Raise()
    {
        if (OperatingSystem.IsLinux())
        {
            var parameter = Lowest;
            _ = SetScheduler(0, RoundRobin, in parameter);
        }
    }

    [DllImport("libc", EntryPoint = "sched_setscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetScheduler(int thread, int policy, in int parameter);
}

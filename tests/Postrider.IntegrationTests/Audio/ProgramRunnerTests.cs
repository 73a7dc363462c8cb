using System.Globalization;
using System.Text;
using Postrider.Channels.Audio;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Xunit;

namespace Postrider.IntegrationTests.Audio;

/// <summary>On the shell, with programs that do what they should not.</summary>
public sealed class ProgramRunnerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pr-run-");
    private readonly ManualClock _clock = new();
    private readonly ProgramRunner _programs;

    public ProgramRunnerTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the programs are shell scripts");
        _programs = new ProgramRunner(_clock);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_goes_in_comes_out()
    {
        var input = new byte[1_000_000];
        new Random(1).NextBytes(input);
        var ran = await _programs.RunAsync("/bin/sh", ["-c", "cat"], input, Cancellation);
        Assert.Null(ran.Fault);
        Assert.Equal(input, ran.Output);
        Assert.Null((await _programs.RunAsync("/bin/sh", ["-c", "exit 0"], input, Cancellation)).Fault);
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_killed_with_all_that_it_started()
    {
        var running = Run("echo $$ > one; sleep 1000 & echo $! > two; wait");
        var pids = new[] { await PidAsync("one"), await PidAsync("two") };
        _clock.Advance(ProgramRunner.Deadline);
        Assert.Equal("sh did not end within 30 seconds and was stopped.", (await running).Fault);
        await AreGoneAsync(pids);
    }

    [Fact]
    public async Task Who_gives_up_leaves_no_program_behind()
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = Run("echo $$ > one; sleep 1000", given.Token);
        var pid = await PidAsync("one");
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await AreGoneAsync(pid);
    }

    [Fact]
    public async Task A_program_that_writes_without_end_is_stopped()
    {
        Assert.Equal("sh wrote more than 10 MiB and was stopped.", (await Run("cat /dev/zero")).Fault);
        Assert.Equal(ProgramRunner.LargestOutput, (await Run($"head -c {ProgramRunner.LargestOutput} /dev/zero")).Output.Length);
    }

    [Fact]
    public async Task Of_its_complaints_the_end_is_kept_in_one_line()
    {
        var fault = (await Run("yes 'a line of many' 2>/dev/null | head -n 100000 >&2; printf 'the\\033 reason\\n' >&2; exit 7")).Fault!;
        Assert.StartsWith("sh ended with 7: ", fault, StringComparison.Ordinal);
        Assert.EndsWith("a line of many the reason", fault, StringComparison.Ordinal);
        Assert.InRange(fault.Length, 500, 1100);
        Assert.DoesNotContain(fault, char.IsControl);
    }

    [Fact]
    public async Task Only_two_run_at_once_and_the_third_waits_for_room()
    {
        Task<ProgramResult>[] first = [Run("echo 1 > one; until [ -e go ]; do sleep 0.02; done; echo > ended.1"), Run("echo 1 > two; until [ -e go ]; do sleep 0.02; done; echo > ended.2")];
        await PidAsync("one");
        await PidAsync("two");
        var third = Run("ls ended.* | wc -l");
        var impatient = Run("echo no");
        _clock.Advance(ProgramRunner.Patience - TimeSpan.FromSeconds(1));
        Assert.False(third.IsCompleted);
        await File.WriteAllTextAsync(PathOf("go"), "", Cancellation);
        await Task.WhenAll(first);
        Assert.All(first, ran => Assert.Null(ran.Result.Fault));
        Assert.True(int.Parse(Encoding.ASCII.GetString((await third).Output), CultureInfo.InvariantCulture) >= 1);
        Assert.Null((await impatient).Fault);
    }

    [Fact]
    public async Task Who_finds_no_room_is_told_so()
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<ProgramResult>[] first = [Run("echo 1 > one; sleep 1000", given.Token), Run("echo 1 > two; sleep 1000", given.Token)];
        await PidAsync("one");
        await PidAsync("two");
        var third = Run("echo");
        _clock.Advance(ProgramRunner.Patience);
        Assert.Equal("Too much sound is being worked on; sh found no room within 20 seconds.", (await third).Fault);
        Assert.DoesNotContain(first, run => run.IsCompleted);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(first));
        Assert.Null((await Run("echo")).Fault);
    }

    public void Dispose()
    {
        _programs?.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task<ProgramResult> Run(string script, CancellationToken? cancellationToken = null) =>
        _programs.RunAsync("/bin/sh", ["-c", $"cd {_folder.FullName}; {script}"], default, cancellationToken ?? Cancellation);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private async Task<int> PidAsync(string name) => int.Parse(
        await Eventually.SeesAsync(() => Task.FromResult(File.Exists(PathOf(name)) ? File.ReadAllText(PathOf(name)) : ""), text => text.EndsWith('\n'), $"{name} runs"),
        CultureInfo.InvariantCulture);

    /// <summary>Nobody may have looked after the dead yet; they run no more.</summary>
    private static async Task AreGoneAsync(params int[] pids) => await Eventually.SeesAsync(
        () => Task.FromResult(pids.Count(Runs)),
        running => running == 0,
        "no program is left");

    private static bool Runs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            // It is gone, maybe while it was looked at.
            return false;
        }
    }
}

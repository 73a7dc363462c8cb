using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Postrider.Testing.Mail;

/// <summary>
/// A shell that owns one server's temporary folder and its processes. It ends with the test process, however that
/// ends, because it waits on a pipe which the kernel closes for us; then it kills what it started and removes the folder.
/// </summary>
internal sealed class ServerShell : IAsyncDisposable
{
    // The server leads a process group of its own, so that its children die with it. The wait for a group to be gone has an end: a first
    // process that reaps nothing would leave its dead in there.
    private const string Script = """
        trap '' INT TERM HUP
        dir=$(mktemp -d "/tmp/pr-$0-XXXXXX") && chmod 755 "$dir" && cd "$dir" && echo "$dir" || exit 1
        end() {
            [ -s pid ] || return 0
            pid=$(cat pid)
            if [ "$1" = TERM ]; then
                kill -TERM "$pid" 2>/dev/null
                for i in $(seq 250); do [ -f ended ] && break; sleep 0.02; done
            fi
            kill -s KILL -- "-$pid" 2>/dev/null
            wait
            for i in $(seq 50); do kill -s 0 -- "-$pid" 2>/dev/null || break; sleep 0.02; done
            rm -f pid
        }
        while read -r word; do
            case $word in
                start)
                    rm -f pid ended
                    ( trap - INT TERM HUP; setsid sh -c 'echo $$ > pid; exec sh ./start' >>output 2>&1 </dev/null; echo $? >ended ) 2>/dev/null &
                    until [ -s pid ] || [ -f ended ]; do sleep 0.01; done ;;
                stop) end TERM ;;
                kill) end KILL ;;
            esac
            echo "$word"
        done
        end KILL
        cd /
        rm -rf "$dir"
        """;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _shell;
    private readonly SemaphoreSlim _one = new(1);

    private ServerShell(Process shell, string folder)
    {
        _shell = shell;
        Folder = folder;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Close();
    }

    private bool HasEnded => Text("ended").EndsWith('\n');

    /// <summary>Everybody may look into it, for servers that give up root's rights.</summary>
    public string Folder { get; }

    /// <summary>What the server wrote to its output, over all its starts.</summary>
    public string Output => Text("output");

    /// <param name="kind">What its folder is called after, for people who look into /tmp.</param>
    public static async Task<ServerShell> OpenAsync(string kind = "mail")
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, ArgumentList = { "-c", Script, kind } };
        var shell = Process.Start(start)!;
        return new ServerShell(shell, await shell.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("There is no room for a temporary folder in /tmp."));
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text.ReplaceLineEndings("\n"));
    }

    /// <summary>What is in a file; nothing where there is none yet.</summary>
    public string Text(string name) => File.Exists(PathOf(name)) ? ReadShared(PathOf(name)) : "";

    /// <summary>Starts the server by a script, which ends with <c>exec</c>, and waits until all its ports answer.</summary>
    public Task StartAsync(string script, params int[] ports) => StartAsync(script, async () =>
    {
        foreach (var port in ports)
        {
            if (!await AnswersAsync(port))
            {
                return false;
            }
        }

        return true;
    });

    /// <summary>Starts the server by a script, which ends with <c>exec</c>, and asks until it is ready.</summary>
    public async Task StartAsync(string script, Func<Task<bool>> isReady)
    {
        Write("start", script);
        await SayAsync("start");
        var since = TimeProvider.System.GetTimestamp();
        while (!await isReady())
        {
            if (HasEnded || TimeProvider.System.GetElapsedTime(since) > _patience)
            {
                throw new InvalidOperationException($"The server did not start:\n{Output}\n{Text("log")}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!HasEnded)
        {
            if (TimeProvider.System.GetElapsedTime(since) > patience)
            {
                throw new TimeoutException($"The server goes on:\n{Output}\n{Text("log")}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return int.Parse(Text("ended"), CultureInfo.InvariantCulture);
    }

    /// <summary>Asks the server to end, and kills what has not within five seconds.</summary>
    public Task StopAsync() => SayAsync("stop");

    /// <summary>SIGKILL for the server and all its children; returns when they are gone.</summary>
    public Task KillAsync() => SayAsync("kill");

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Dispose();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _one.Dispose();
    }

    private async Task SayAsync(string word)
    {
        await _one.WaitAsync();
        try
        {
            await _shell.StandardInput.WriteAsync($"{word}\n");
            await _shell.StandardInput.FlushAsync();
            if (await _shell.StandardOutput.ReadLineAsync() != word)
            {
                throw new InvalidOperationException($"The server's shell was gone when told to {word}.");
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Peers.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private void Close()
    {
        try
        {
            _shell.StandardInput.Dispose();
            _shell.WaitForExit(TimeSpan.FromSeconds(5));
        }
        catch (InvalidOperationException)
        {
            // Disposed before the process ended: there is nothing left to close.
        }
    }
}

using Postrider.Server.Security;
using Xunit;

namespace Postrider.Tests.Security;

public sealed class MasterKeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postrider-");

    [Fact]
    public void A_key_is_made_once_and_readable_by_its_owner_alone()
    {
        var data = Path.Combine(_folder.FullName, "deep", "data");
        var made = MasterKeyFile.Load(null, data);
        Assert.Equal(made.First.FingerprintText, MasterKeyFile.Load("", data).First.FingerprintText);
        var file = Assert.Single(Directory.GetFiles(data));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void Processes_that_start_together_get_the_same_key()
    {
        for (var round = 0; round < 200; round++)
        {
            var folder = _folder.CreateSubdirectory($"{round}");
            var keys = new string[16];
            Parallel.For(0, keys.Length, i => keys[i] = MasterKeyFile.Load(null, folder.FullName).First.FingerprintText);
            Assert.Single(keys.Distinct());
            Assert.Single(folder.GetFiles());
        }
    }

    [Fact]
    public void The_variable_comes_first_and_writes_nothing()
    {
        MasterKeyFile.Load(Convert.ToBase64String(new byte[32]), _folder.FullName);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void A_spoilt_file_is_named()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "master.key"), "spoilt");
        var fault = Assert.Throws<FormatException>(() => MasterKeyFile.Load(null, _folder.FullName));
        Assert.Contains("master.key", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

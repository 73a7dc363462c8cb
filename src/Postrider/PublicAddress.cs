namespace Postrider;

/// <summary>Where people and far sides reach this server: the beginning of every link that leaves the house.</summary>
public sealed class PublicAddress
{
    private string _base = "";

    public void Set(string address) => _base = address.TrimEnd('/');

    public string Of(string path) => _base + path;
}

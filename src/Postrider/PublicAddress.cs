namespace Postrider;

/// <summary>Where people and far sides reach this server: the beginning of every link that leaves the house.</summary>
public sealed class PublicAddress
{
    private string _base = "";

    /// <summary>Whether somebody said what it is. Where nobody did, it is where the server listens, which no far side may be able to reach.</summary>
    public bool IsGiven { get; private set; }

    public void Set(string address, bool isGiven = false) => (_base, IsGiven) = (address.TrimEnd('/'), isGiven);

    public string Of(string path) => _base + path;
}

namespace Postrider;

/// <summary>Where far sides reach this very node: what they tell of a call concerns the node that has it, and no other.</summary>
public sealed class NodeAddress
{
    private string _base = "";

    public void Set(string address) => _base = address.TrimEnd('/');

    public string Of(string path) => _base + path;
}

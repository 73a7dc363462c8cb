namespace Postrider.Access;

/// <summary>The database knows a master key that this node was not given; its secrets would be unreadable here.</summary>
public sealed class UnknownMasterKeyException(IEnumerable<string> missing) : Exception(
    $"This database's secrets are sealed with a master key (fingerprint {string.Join(", ", missing)}) that this node was not given. " +
    $"Set {MasterKeys.Variable} to the key of the other nodes, or copy the file 'master.key' from the data folder of the node that made it.");

using System.Text.Json;
using System.Text.Json.Serialization;
using Postrider.Access;

namespace Postrider.Accounts;

/// <summary>An account's secret settings, sealed as one small document.</summary>
public sealed class AccountSecrets(SecretBox box)
{
    public byte[]? Seal(WorkspaceId workspace, string accountId, IReadOnlyDictionary<string, string> secrets) =>
        secrets.Count == 0 ? null : box.Seal(workspace, accountId, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(secrets), SecretsJson.Default.DictionaryStringString));

    public IReadOnlyDictionary<string, string> Open(Account account) =>
        account.SealedSecrets is not { } bytes
            ? new Dictionary<string, string>()
            : JsonSerializer.Deserialize(box.Open(account.Workspace, account.AccountId, bytes), SecretsJson.Default.DictionaryStringString)!;
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SecretsJson : JsonSerializerContext;

using Postrider.Access;

namespace Postrider.Server.Security;

/// <summary>Who makes the request: what every handler gets, and the only source of its workspace.</summary>
internal readonly record struct Caller(WorkspaceId WorkspaceId, ApiKey Key, string RequestId);

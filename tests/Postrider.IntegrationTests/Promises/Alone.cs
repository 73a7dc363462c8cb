using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Tests that load the whole machine run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

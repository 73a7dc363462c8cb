namespace Postrider.IntegrationTests.FarSides;

/// <summary>The nodes that hand over, which die and are replaced.</summary>
internal interface IWorkers : IAsyncDisposable
{
    /// <summary>How long a run may take altogether.</summary>
    TimeSpan Patience { get; }

    Task StartOneAsync();

    /// <summary>Of the oldest nothing is heard any more.</summary>
    Task KillOneAsync();

    /// <summary>Lets some time pass.</summary>
    Task PassAsync();
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Postrider.Channels;

/// <summary>What is to be done for accounts all the time, each on one node of the cluster: reading a mailbox, keeping a trunk registered.</summary>
internal interface IAccountAttendant
{
    /// <summary>The kinds of accounts that it is for.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Attends to one account until told to stop, or until there is nothing to do for it as it is. Never throws.</summary>
    Task AttendAsync(DriverAccount account, CancellationToken cancellationToken);
}

internal static class AttendantExtensions
{
    /// <summary>The one listener for all that is attended to, however many channels ask for it.</summary>
    public static IServiceCollection AddAttending(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListener, AccountListener>());
        return services;
    }
}

using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Postrider.Storage;

namespace Postrider.Channels;

/// <summary>Asks far sides again and again what came in that no callback brought: at once when it begins to attend to an account, which is after whatever kept it from being heard, and every few minutes from then on.</summary>
internal sealed partial class CatchUpAttendant(IEnumerable<ICatchUp> catchUps, ICatchUpStore store, TimeProvider time, ILogger<CatchUpAttendant> logger) : IAccountAttendant, IDisposable
{
    /// <summary>Between two looks.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>By then callbacks have brought what they bring, so that no ordinary message is taken for one that was missed.</summary>
    internal static readonly TimeSpan CallbackTime = TimeSpan.FromMinutes(2);

    // A far side that was away itself fills its own history only after it is back: half an hour later the first look is made once more.
    internal const int SecondLook = 6;

    // A node begins to attend to all of its accounts at the same moment, and what it hears goes through the connections that callbacks need.
    private const int MostAtOnce = 8;

    private readonly SemaphoreSlim _room = new(MostAtOnce);
    private readonly FrozenDictionary<string, ICatchUp> _catchUps = catchUps.ToFrozenDictionary(catchUp => catchUp.Kind);

    public IReadOnlyList<string> Kinds => _catchUps.Keys;

    public async Task AttendAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        DateTimeOffset? begun = null;
        var isHeard = true;
        for (var round = 0; !cancellationToken.IsCancellationRequested; round++)
        {
            string? trouble = null;
            try
            {
                // What is older than the account was never said to it.
                var since = await store.FindAsync(account.Account.Workspace, account.Account.AccountId, cancellationToken) ?? account.Account.CreatedAt;
                begun ??= since;
                trouble = await HearInTurnAsync(account, round == SecondLook ? begun.Value : since, cancellationToken) ? null : "its far side could not be asked.";
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                trouble = exception.Message;
            }

            if (trouble is not null && isHeard)
            {
                LogUnheard(account.Account.AccountId, trouble);
            }

            isHeard = trouble is null;
            await Task.Delay(Pause, time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task<bool> HearInTurnAsync(DriverAccount account, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            return await HearAsync(account, since, cancellationToken);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>False: not all of it was heard.</summary>
    private async Task<bool> HearAsync(DriverAccount account, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() - CallbackTime;
        while (since < until)
        {
            if (await _catchUps[account.Account.Kind].HearAsync(account, since, until, cancellationToken) is not { } heard || heard <= since)
            {
                return false;
            }

            since = heard < until ? heard : until;
            await store.KeepAsync(account.Account.Workspace, account.Account.AccountId, since, cancellationToken);
        }

        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "Account {AccountId}: what came in meanwhile could not be heard and is asked for again: {Detail}")]
    private partial void LogUnheard(string accountId, string detail);
}

internal static class CatchUpExtensions
{
    /// <summary>Whom to ask for a kind of account, and who asks.</summary>
    public static IServiceCollection AddCatchUp<T>(this IServiceCollection services)
        where T : class, ICatchUp
    {
        services.AddAttending().TryAddEnumerable(ServiceDescriptor.Singleton<IAccountAttendant, CatchUpAttendant>());
        return services.AddSingleton<ICatchUp, T>();
    }
}

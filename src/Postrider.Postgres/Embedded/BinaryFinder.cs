using System.Globalization;
using System.Text.RegularExpressions;

namespace Postrider.Postgres.Embedded;

/// <summary>Finds PostgreSQL: the npm package first, because it is the version the project is tested with, else what the machine has.</summary>
internal sealed partial class BinaryFinder(EmbeddedFolder folder, ServerUser user, CommandRunner run)
{
    /// <param name="wantedMajor">The version that made the cluster, which no other can read; null when there is none yet.</param>
    public async Task<Binaries> FindAsync(string? configured, int? wantedMajor, CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        await foreach (var binaries in CandidatesAsync(configured, seen, cancellationToken))
        {
            if (binaries.Major >= Binaries.OldestMajor && (wantedMajor is null || binaries.Major == wantedMajor))
            {
                return binaries;
            }

            seen.Add($"{binaries.Folder} has version {binaries.Major}");
        }

        var found = seen.Count > 0 ? $" Looked at: {string.Join("; ", seen)}." : "";
        throw new EmbeddedServerException(wantedMajor is null
            ? "No database: POSTRIDER_DATABASE is not set, and no PostgreSQL of version 15 or later was found to run one. Set POSTRIDER_DATABASE, "
              + "or run npm install (npm ci --omit=dev) where package.json is, or install PostgreSQL (apt install postgresql)." + found
            : $"The data in {folder.Cluster} was written by PostgreSQL {wantedMajor}, and no PostgreSQL {wantedMajor} was found to open it. "
              + $"Install it (apt install postgresql-{wantedMajor}), or start anew with another POSTRIDER_DATA, or set POSTRIDER_DATABASE." + found);
    }

    private async IAsyncEnumerable<Binaries> CandidatesAsync(
        string? configured,
        List<string> seen,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (configured is not null)
        {
            yield return await TryAsync(configured, seen, cancellationToken)
                ?? throw new EmbeddedServerException($"PostgreSQL does not run from {configured}. {string.Join("; ", seen)}");
            yield break;
        }

        if (PostgresPackage.Find() is { } package)
        {
            var inPlace = package.TryLink() ? await TryAsync(package.BinaryFolder, seen, cancellationToken) : null;
            if ((inPlace ?? await TryAsync(package.CopyTo(folder.Binaries), seen, cancellationToken)) is { } packaged)
            {
                yield return packaged;
            }
        }

        foreach (var place in InstalledPostgres.Folders())
        {
            if (await TryAsync(place, seen, cancellationToken) is { } installed)
            {
                yield return installed;
            }
        }
    }

    /// <summary>Asks <c>postgres</c> itself, as the user it will run as: the answer proves that this user can read it and load its libraries.</summary>
    private async Task<Binaries?> TryAsync(string place, List<string> seen, CancellationToken cancellationToken)
    {
        if (!Binaries.AreIn(place))
        {
            seen.Add($"{place} is not complete");
            return null;
        }

        string words;
        try
        {
            var answer = await run.RunAsync(user, Binaries.Executable(place, "postgres"), ["--version"], cancellationToken);
            if (VersionNumber().Match(answer.Output) is { Success: true } version)
            {
                return new Binaries(place, int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture));
            }

            words = answer.Error;
        }
        catch (EmbeddedServerException e)
        {
            words = e.Message;
        }

        seen.Add($"{place} does not run ({words.Trim()})");
        return null;
    }

    [GeneratedRegex(@"PostgreSQL\) (\d+)")]
    private static partial Regex VersionNumber();
}

namespace Postrider.Tests.House;

/// <summary>The files of the working tree that the tests were built from.</summary>
internal static class WorkingTree
{
    private static readonly string[] _made = ["bin", "obj", "artifacts", "node_modules"];

    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Paths from the root, with slashes, without what a build makes.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(_made.Contains))
            .Order(StringComparer.Ordinal),
    ];

    private static string Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "Postrider.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests must run inside the working tree: Postrider.slnx was not found above them.");
    }
}

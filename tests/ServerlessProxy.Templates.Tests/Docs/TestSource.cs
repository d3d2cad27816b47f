using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>A file with tests.</summary>
/// <param name="Class">The test class.</param>
/// <param name="Text">The file's text.</param>
internal sealed record TestSource(string Class, string Text)
{
    /// <summary>The tests of the scaffold, of its options, and of this repository.</summary>
    public static IReadOnlyList<TestSource> All { get; } =
    [
        .. new[] { "tests", "content", "options" }
            .SelectMany(folder => Directory.GetFiles(Repository.In(folder), "*Tests.cs", SearchOption.AllDirectories))
            .Select(file => new TestSource(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file))),
    ];
}

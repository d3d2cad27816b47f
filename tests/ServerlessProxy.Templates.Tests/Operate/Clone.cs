using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Copies this repository without generated files, as git clones it.</summary>
internal static class Clone
{
    /// <summary>Copies the files that git would commit.</summary>
    /// <param name="folder">The new folder.</param>
    /// <returns>The folder.</returns>
    public static async Task<string> MakeAsync(string folder)
    {
        var files = (await new Command("git", "ls-files", "--cached", "--others", "--exclude-standard").RunAsync())
            .OrFail()
            .Output;
        foreach (
            var file in files
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(file => File.Exists(Repository.In(file))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.Copy(Repository.In(file), Path.Combine(folder, file));
        }

        return folder;
    }
}

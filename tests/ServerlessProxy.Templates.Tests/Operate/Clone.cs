using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>A clone of this repository, as far as a user's differs from it: nothing that was made is in it.</summary>
internal static class Clone
{
    /// <summary>Copies what git would commit.</summary>
    /// <param name="folder">Where to.</param>
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

using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy.Eng;

/// <summary>Builds the stand-ins of eng/stand-ins into a feed. They do not reach the user's package cache.</summary>
public static class StandIns
{
    /// <summary>The package that the others depend on.</summary>
    public const string Core = "Amazon.Lambda.Core";

    private static readonly string Sources = Repository.In("eng", "stand-ins");
    private static readonly string Feed = Path.Combine(Repository.Artifacts, "feed");

    /// <summary>The packages folder of builds that use the feed.</summary>
    public static string Packages { get; } = Path.Combine(Repository.Artifacts, "packages");

    /// <summary>Builds packages, unless the feed already contains them, built from the same sources.</summary>
    /// <returns>The folder of the feed.</returns>
    public static async Task<string> BuildAsync(IReadOnlyList<PackageVersion> wanted, PackageVersion core)
    {
        if (wanted.FirstOrDefault(package => !Directory.Exists(Path.Combine(Sources, package.Id))) is { } missing)
        {
            throw new StepFailedException(
                $"{missing.Id} {missing.Version}: not in the NuGet sources or eng/stand-ins. Add a NuGet source.");
        }

        var stamp = Path.Combine(Feed, "stamp");
        var fingerprint = Fingerprint(wanted);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == fingerprint)
        {
            return Feed;
        }

        Repository.EmptyArtifacts("feed");
        foreach (var package in wanted)
        {
            (await new Command(
                "dotnet", "pack", Path.Combine(Sources, package.Id), "--output", Feed,
                "--artifacts-path", Path.Combine(Repository.Artifacts, "stand-ins"),
                $"-p:StandInVersion={package.Version}", $"-p:AmazonLambdaCoreVersion={core.Version}")
                .RunAsync()).OrFail();

            // NuGet does not replace a version that it has restored before.
            if (Directory.Exists(Path.Combine(Packages, package.Id.ToLowerInvariant())))
            {
                Directory.Delete(Path.Combine(Packages, package.Id.ToLowerInvariant()), recursive: true);
            }
        }

        await File.WriteAllTextAsync(stamp, fingerprint);
        return Feed;
    }

    private static string Fingerprint(IReadOnlyList<PackageVersion> wanted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join(';', wanted)));
        foreach (
            var file in Directory.GetFiles(Sources, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(Sources, file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

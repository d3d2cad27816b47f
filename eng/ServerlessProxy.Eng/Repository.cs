namespace ServerlessProxy.Eng;

/// <summary>Contains the paths in the repository.</summary>
public static class Repository
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of everything that is generated. It can be deleted.</summary>
    public static string Artifacts { get; } = In("artifacts");

    /// <summary>The project that packs the template.</summary>
    public static string TemplateProject { get; } = In("ServerlessProxy.Templates.csproj");

    /// <summary>The Serverless Framework's program, in the version that package.json pins.</summary>
    public static string Serverless { get; } = In("node_modules", "serverless", "bin", "serverless.js");

    /// <summary>Returns a path below <see cref="Root"/>.</summary>
    public static string In(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>Creates an empty folder below <see cref="Artifacts"/>.</summary>
    public static string EmptyArtifacts(params string[] path)
    {
        var folder = Path.Combine([Artifacts, .. path]);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ServerlessProxy.Templates.csproj")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"{AppContext.BaseDirectory}: not in a repository. Run the command in a clone.");
    }
}

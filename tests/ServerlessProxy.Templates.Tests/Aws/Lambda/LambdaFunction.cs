using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>A function.</summary>
/// <param name="name">Its name.</param>
/// <param name="arn">Its ARN, without a version.</param>
internal sealed class LambdaFunction(string name, string arn)
{
    /// <summary>What stands for the function as it is, unpublished.</summary>
    public const string Latest = "$LATEST";

    private readonly SortedDictionary<int, FunctionVersion> versions = [];
    private readonly SortedDictionary<string, string> aliases = [];
    private int published;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its ARN, without a version.</summary>
    public string Arn { get; } = arn;

    /// <summary>What CloudFormation has applied to it, secrets included.</summary>
    public JsonObject Configuration { get; private set; } = [];

    /// <summary>Its code.</summary>
    public CodeLocation Code { get; private set; } = new("", "", "", 0);

    /// <summary>When it was last changed, in UTC.</summary>
    public DateTime LastModified { get; private set; }

    /// <summary>Its published versions, by number.</summary>
    public IReadOnlyDictionary<int, FunctionVersion> Versions => versions;

    /// <summary>The version that each alias stands for.</summary>
    public IReadOnlyDictionary<string, string> Aliases => aliases;

    /// <summary>Its resource policy's statements, by id.</summary>
    public Dictionary<string, JsonObject> Permissions { get; } = [];

    /// <summary>The variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => EnvironmentOf(Configuration);

    /// <summary>The variables of an environment.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(JsonObject configuration) =>
        configuration["Environment"]
            ?["Variables"]?.AsObject()
            .ToDictionary(variable => variable.Key, variable => variable.Value!.ToString())
        ?? [];

    /// <summary>The published version of this number, or that an alias of this name stands for.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public FunctionVersion Version(string qualifier) =>
        int.TryParse(
            aliases.GetValueOrDefault(qualifier, qualifier),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        ) && versions.TryGetValue(number, out var version)
            ? version
            : throw new AwsException(404, "ResourceNotFoundException", $"Function not found: {Arn}:{qualifier}");

    /// <summary>Changes it.</summary>
    public void Configure(JsonObject configuration, CodeLocation code) =>
        (Configuration, Code, LastModified) = (configuration, code, DateTime.UtcNow);

    /// <summary>Publishes it as it is.</summary>
    /// <returns>The new version.</returns>
    /// <exception cref="AwsException">Nothing has changed since the last one: CloudFormation then has no version to make.</exception>
    public FunctionVersion Publish()
    {
        if (versions.Values.LastOrDefault() is { } last && last.Number == published && last.Is(this))
        {
            throw new AwsException(
                409,
                "AlreadyExists",
                $"A version for this Lambda function exists ( {last.Number} ). Modify the function to create a new version."
            );
        }

        var version = new FunctionVersion(++published, Code, Configuration.DeepClone().AsObject(), DateTime.UtcNow);
        versions.Add(version.Number, version);
        return version;
    }

    /// <summary>Deletes a published version.</summary>
    /// <exception cref="AwsException">There is none, or an alias stands for it.</exception>
    public void DeleteVersion(string number)
    {
        if (aliases.Where(alias => alias.Value == number).Select(alias => alias.Key).ToList() is { Count: > 0 } names)
        {
            throw new AwsException(
                409,
                "ResourceConflictException",
                $"Unable to delete version because the following aliases reference it: [{string.Join(", ", names)}]");
        }

        versions.Remove(Version(number).Number);
    }

    /// <summary>Makes an alias, or moves it.</summary>
    /// <exception cref="AwsException">There is no such version.</exception>
    public void PointAlias(string name, string number)
    {
        aliases[name] = number == Latest ? number : Version(number).Number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Deletes an alias.</summary>
    public void DeleteAlias(string name) => aliases.Remove(name);
}

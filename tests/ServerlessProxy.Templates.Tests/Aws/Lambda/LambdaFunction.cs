using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>Represents a Lambda function.</summary>
/// <param name="name">The name.</param>
/// <param name="arn">The ARN without a version.</param>
internal sealed class LambdaFunction(string name, string arn)
{
    /// <summary>The qualifier of the unpublished function.</summary>
    public const string Latest = "$LATEST";

    private readonly SortedDictionary<int, FunctionVersion> versions = [];
    private readonly SortedDictionary<string, string> aliases = [];
    private int published;

    public string Name { get; } = name;
    public string Arn { get; } = arn;

    /// <summary>The properties from CloudFormation, including secrets.</summary>
    public JsonObject Configuration { get; private set; } = [];

    public CodeLocation Code { get; private set; } = new("", "", "", 0);
    public DateTime LastModified { get; private set; }
    public IReadOnlyDictionary<int, FunctionVersion> Versions => versions;

    /// <summary>The version of each alias.</summary>
    public IReadOnlyDictionary<string, string> Aliases => aliases;

    /// <summary>The properties of each permission, by id.</summary>
    public Dictionary<string, JsonObject> Permissions { get; } = [];

    public IReadOnlyDictionary<string, string> Environment => EnvironmentOf(Configuration);

    /// <summary>Returns the environment variables in a configuration.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(JsonObject configuration) =>
        (configuration["Environment"]?["Variables"]?.AsObject() ?? [])
            .ToDictionary(variable => variable.Key, variable => variable.Value!.ToString());

    /// <summary>Returns the published version with a number or an alias.</summary>
    /// <exception cref="AwsException">The version does not exist.</exception>
    public FunctionVersion Version(string qualifier)
    {
        var text = aliases.GetValueOrDefault(qualifier, qualifier);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && versions.TryGetValue(number, out var version)
            ? version
            : throw new AwsException(404, "ResourceNotFoundException", $"Function not found: {Arn}:{qualifier}");
    }

    public void Configure(JsonObject configuration, CodeLocation code) =>
        (Configuration, Code, LastModified) = (configuration, code, DateTime.UtcNow);

    /// <summary>Publishes a version.</summary>
    /// <exception cref="AwsException">The function has not changed since the last version.</exception>
    public FunctionVersion Publish()
    {
        if (versions.Values.LastOrDefault() is { } last && last.Number == published && last.Is(this))
        {
            throw new AwsException(
                409,
                "AlreadyExists",
                $"A version for this Lambda function exists ( {last.Number} ). Modify the function to create a new "
                + "version.");
        }

        var version = new FunctionVersion(++published, Code, Configuration.DeepClone().AsObject(), DateTime.UtcNow);
        versions.Add(version.Number, version);
        return version;
    }

    /// <summary>Deletes a published version.</summary>
    /// <exception cref="AwsException">The version does not exist, or an alias points to it.</exception>
    public void DeleteVersion(string number)
    {
        var names = aliases.Where(alias => alias.Value == number).Select(alias => alias.Key).ToList();
        AwsException.Require(
            names.Count == 0,
            $"Unable to delete version because the following aliases reference it: [{string.Join(", ", names)}]",
            "ResourceConflictException",
            409);
        versions.Remove(Version(number).Number);
    }

    /// <summary>Creates or moves an alias.</summary>
    /// <exception cref="AwsException">The version does not exist.</exception>
    public void PointAlias(string name, string number) =>
        aliases[name] = number == Latest ? number : Version(number).Number.ToString(CultureInfo.InvariantCulture);

    public void DeleteAlias(string name) => aliases.Remove(name);
}

/// <summary>Represents a published version of a function.</summary>
/// <param name="Number">The number, starting at 1.</param>
/// <param name="Configuration">The function's properties at that time, including secrets.</param>
internal sealed record FunctionVersion(int Number, CodeLocation Code, JsonObject Configuration, DateTime Published)
{
    public IReadOnlyDictionary<string, string> Environment => LambdaFunction.EnvironmentOf(Configuration);

    /// <summary>
    /// Checks whether the function has not changed since. Tags and the location of the code are not part of a version.
    /// </summary>
    public bool Is(LambdaFunction function) =>
        Code.Sha256 == function.Code.Sha256
        && JsonNode.DeepEquals(Versioned(Configuration), Versioned(function.Configuration));

    private static JsonObject Versioned(JsonObject configuration) => configuration
        .Where(property => property.Key is not ("Code" or "Tags"))
        .ToJsonObject(value => value?.DeepClone());
}

/// <summary>Represents a deployment package.</summary>
/// <param name="Bucket">The bucket that CloudFormation read it from.</param>
/// <param name="Key">The key in the bucket.</param>
/// <param name="Sha256">The SHA-256 hash in Base64.</param>
/// <param name="Size">The number of bytes.</param>
internal sealed record CodeLocation(string Bucket, string Key, string Sha256, long Size);

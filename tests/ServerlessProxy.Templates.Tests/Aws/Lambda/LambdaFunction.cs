using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>A function.</summary>
/// <param name="name">Its name.</param>
/// <param name="arn">Its ARN, without a version.</param>
internal sealed class LambdaFunction(string name, string arn)
{
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
    public SortedDictionary<int, FunctionVersion> Versions { get; } = [];

    /// <summary>The version that each alias stands for.</summary>
    public SortedDictionary<string, string> Aliases { get; } = [];

    /// <summary>Its resource policy's statements, by id.</summary>
    public Dictionary<string, JsonObject> Permissions { get; } = [];

    /// <summary>The variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        Configuration["Environment"]?["Variables"]?.AsObject().ToDictionary(variable => variable.Key, variable => variable.Value!.ToString()) ?? [];

    /// <summary>Changes it.</summary>
    public void Configure(JsonObject configuration, CodeLocation code) =>
        (Configuration, Code, LastModified) = (configuration, code, DateTime.UtcNow);

    /// <summary>Publishes it as it is.</summary>
    /// <returns>The new version.</returns>
    /// <exception cref="AwsException">Nothing has changed since the last one: CloudFormation then has no version to make.</exception>
    public FunctionVersion Publish()
    {
        var configuration = Configuration.DeepClone().AsObject();
        configuration.Remove("Code");
        configuration.Remove("Tags");
        var fingerprint = Code.Sha256 + configuration.ToJsonString();
        if (Versions.Values.LastOrDefault() is { } last && last.Number == published && last.Fingerprint == fingerprint)
        {
            throw new AwsException(409, "AlreadyExists", $"A version for this Lambda function exists ( {last.Number} ). Modify the function to create a new version.");
        }

        var version = new FunctionVersion(++published, Code, fingerprint, DateTime.UtcNow);
        Versions.Add(version.Number, version);
        return version;
    }
}

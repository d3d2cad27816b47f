using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>Represents the operations of a service, from the model in the AWS SDK for JavaScript.</summary>
internal sealed class ServiceModel
{
    private readonly Dictionary<string, OperationModel> operations;

    private ServiceModel(JsonNode model)
    {
        TargetPrefix = (string?)model["metadata"]!["targetPrefix"];
        XmlNamespace = (string?)model["metadata"]!["xmlNamespace"] ?? "";
        operations = model["operations"]!.AsObject().ToDictionary(
            operation => operation.Key,
            operation => new OperationModel(operation.Key, operation.Value!, model["shapes"]));
    }

    /// <summary>The prefix of the operation in the header <c>X-Amz-Target</c>, in the JSON protocol.</summary>
    public string? TargetPrefix { get; }

    /// <summary>The namespace of responses, in the query protocol.</summary>
    public string XmlNamespace { get; }

    /// <summary>Reads a model.</summary>
    /// <param name="name">The service's id and the version of its API, such as <c>sts-2011-06-15</c>.</param>
    public static ServiceModel Load(string name) =>
        new(JsonNode.Parse(File.ReadAllText(Repository.In("node_modules", "aws-sdk", "apis", name + ".min.json")))!);

    /// <summary>Returns the operation with a name, or null.</summary>
    public OperationModel? Named(string name) => operations.GetValueOrDefault(name);

    /// <summary>Returns the operation that a request of a REST protocol is for, or null.</summary>
    public OperationModel? Find(HttpMessage message) =>
        operations.Values.Where(operation => operation.Fits(message)).MaxBy(operation => operation.Specificity);
}

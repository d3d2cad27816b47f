using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>A service's operations, as AWS's own model of them says, which its SDK for JavaScript brings along.</summary>
internal sealed class ServiceModel
{
    private readonly Dictionary<string, OperationModel> operations;

    private ServiceModel(JsonNode model)
    {
        TargetPrefix = (string?)model["metadata"]!["targetPrefix"];
        XmlNamespace = (string?)model["metadata"]!["xmlNamespace"] ?? "";
        operations = model["operations"]!
            .AsObject()
            .ToDictionary(
                operation => operation.Key,
                operation => new OperationModel(operation.Key, operation.Value!, model["shapes"]));
    }

    /// <summary>What stands before the operation in the header <c>X-Amz-Target</c>, in the JSON protocol.</summary>
    public string? TargetPrefix { get; }

    /// <summary>The namespace of answers, in the query protocol.</summary>
    public string XmlNamespace { get; }

    /// <summary>Reads a model.</summary>
    /// <param name="name">The service's id and its API's version: <c>sts-2011-06-15</c>.</param>
    public static ServiceModel Load(string name) =>
        new(JsonNode.Parse(File.ReadAllText(Repository.In("node_modules", "aws-sdk", "apis", name + ".min.json")))!);

    /// <summary>The operation of this name.</summary>
    public OperationModel? Named(string name) => operations.GetValueOrDefault(name);

    /// <summary>The operation that a request of a REST protocol asks for.</summary>
    public OperationModel? Find(HttpMessage message) =>
        operations.Values.Where(operation => operation.Fits(message)).MaxBy(operation => operation.Specificity);
}

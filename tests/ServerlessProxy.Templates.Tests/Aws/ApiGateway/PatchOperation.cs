using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Represents one change of a PATCH request.</summary>
/// <param name="Op">add, remove or replace.</param>
/// <param name="Path">The path of the property.</param>
/// <param name="Value">The new value.</param>
internal sealed record PatchOperation(string Op, string Path, string Value)
{
    private const int Maximum = 80;

    /// <summary>Reads the changes of a request.</summary>
    /// <exception cref="AwsException">There are too many changes, or a member is not a text.</exception>
    public static IReadOnlyList<PatchOperation> Read(AwsRequest request)
    {
        var operations = request.Json["patchOperations"]?.AsArray() ?? [];
        AwsException.RequireForGateway(
            operations.Count <= Maximum,
            $"The number of patch operations exceeds the limit of {Maximum}.");
        return operations
            .Select(each => new PatchOperation(Text(each, "op"), Text(each, "path"), Text(each, "value")))
            .ToList();
    }

    /// <summary>Returns the value as a number.</summary>
    /// <exception cref="AwsException">The value is not a number, or is less than the minimum.</exception>
    public double Number(double minimum)
    {
        AwsException.RequireForGateway(
            double.TryParse(Value, CultureInfo.InvariantCulture, out var number) && number >= minimum,
            $"Invalid value '{Value}' for {Path}");
        return number;
    }

    /// <summary>Returns the error for a path that cannot be changed with this operation.</summary>
    public AwsException Refuse() => AwsException.BadRequest($"Invalid patch path  '{Path}' specified for op '{Op}'.");

    private static string Text(JsonNode? operation, string member)
    {
        var value = operation?[member];
        AwsException.Require(
            value is null || value.GetValueKind() == JsonValueKind.String,
            $"{member} must be a string.",
            "SerializationException");
        return (string?)value ?? "";
    }
}

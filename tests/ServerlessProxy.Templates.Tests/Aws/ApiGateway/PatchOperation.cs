using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>One change of a PATCH request.</summary>
/// <param name="Op">add, remove or replace.</param>
/// <param name="Path">What is changed.</param>
/// <param name="Value">What it becomes.</param>
internal sealed record PatchOperation(string Op, string Path, string Value)
{
    /// <summary>How many changes one request may ask for.</summary>
    public const int Maximum = 80;

    /// <summary>Reads a request's changes.</summary>
    /// <exception cref="AwsException">They are too many, or not as documented.</exception>
    public static IReadOnlyList<PatchOperation> Read(AwsRequest request)
    {
        var operations = request.Json["patchOperations"]?.AsArray() ?? [];
        if (operations.Count > Maximum)
        {
            throw AwsException.BadRequest($"The number of patch operations exceeds the limit of {Maximum}.");
        }

        return operations
            .Select(operation => new PatchOperation(
                Text(operation, "op"),
                Text(operation, "path"),
                Text(operation, "value")))
            .ToList();
    }

    /// <summary>The value as a number that is no less than this.</summary>
    /// <exception cref="AwsException">It is none.</exception>
    public double Number(double minimum) =>
        double.TryParse(Value, CultureInfo.InvariantCulture, out var number) && number >= minimum
            ? number
            : throw AwsException.BadRequest($"Invalid value '{Value}' for {Path}");

    /// <summary>Says that there is nothing to be changed like this.</summary>
    public AwsException Refuse() => AwsException.BadRequest($"Invalid patch path  '{Path}' specified for op '{Op}'.");

    private static string Text(JsonNode? operation, string member) =>
        operation?[member] is { } value
            ? value.GetValueKind() == System.Text.Json.JsonValueKind.String
                ? (string)value!
                : throw new AwsException(400, "SerializationException", $"{member} must be a string.")
            : "";
}

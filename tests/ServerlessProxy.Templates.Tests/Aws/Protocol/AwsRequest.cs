using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>A request for an operation.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Parameters">What stood in path, query string or form, by AWS's member names.</param>
/// <param name="Message">The request as it came.</param>
internal sealed record AwsRequest(
    OperationModel Operation,
    IReadOnlyDictionary<string, string> Parameters,
    HttpMessage Message)
{
    /// <summary>A body of JSON.</summary>
    public JsonObject Json => Parse(Message);

    /// <summary>A parameter that must be there.</summary>
    /// <exception cref="AwsException">It is not.</exception>
    public string this[string name] =>
        Optional(name)
        ?? throw AwsException.Validation(
            $"1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"
        );

    /// <summary>A parameter that may be there.</summary>
    public string? Optional(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>A number that may be there.</summary>
    public int? Number(string name) =>
        Optional(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static JsonObject Parse(HttpMessage message)
    {
        if (message.Content.Length == 0 || message.Content[0] != '{')
        {
            return [];
        }

        return JsonNode.Parse(Encoding.UTF8.GetString(message.Content))!.AsObject();
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>Represents a request for an operation.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Parameters">The values in the path, query string or form, by member name.</param>
/// <param name="Message">The HTTP request.</param>
internal sealed record AwsRequest(
    OperationModel Operation,
    IReadOnlyDictionary<string, string> Parameters,
    HttpMessage Message)
{
    /// <summary>The JSON body; empty without one.</summary>
    public JsonObject Json => Message.Content is [(byte)'{', ..] ? JsonNode.Parse(Message.Content)!.AsObject() : [];

    /// <summary>Returns a required parameter.</summary>
    /// <exception cref="AwsException">The parameter is missing.</exception>
    public string this[string name] => Optional(name) ?? throw AwsException.Validation(
        $"1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null");

    /// <summary>Returns a parameter, or null.</summary>
    public string? Optional(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>Returns a number, or null.</summary>
    public int? Number(string name) =>
        Optional(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents one of API Gateway's API types: its events, its results, and its own error responses.</summary>
public interface IApiGatewayType
{
    /// <summary>The response to a request that no route matches.</summary>
    GatewayAnswer NoRoute { get; }

    /// <summary>The response to a body above 10 MB.</summary>
    GatewayAnswer TooLarge { get; }

    /// <summary>The response when the function fails or its result is invalid.</summary>
    GatewayAnswer FunctionFailed { get; }

    /// <summary>Converts a request to the JSON of its event.</summary>
    /// <param name="request">The request.</param>
    /// <param name="route">The route that matches it.</param>
    /// <param name="body">Its body; may be empty.</param>
    /// <param name="requestId">API Gateway's id of the request.</param>
    byte[] WriteEvent(HttpRequest request, GatewayRoute route, byte[] body, string requestId);

    /// <summary>Returns the header fields of a result, with one entry for each value.</summary>
    IEnumerable<KeyValuePair<string, string>> ReadHeaders(JsonElement result);
}

/// <summary>Represents a response of API Gateway itself.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Message">The only property of the JSON body.</param>
public sealed record GatewayAnswer(int Status, string Message);

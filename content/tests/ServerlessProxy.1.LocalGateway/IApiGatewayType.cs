using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.LocalGateway;

/// <summary>One of API Gateway's API types: how it makes events, reads results, and answers what it does not forward.</summary>
public interface IApiGatewayType
{
    /// <summary>What no route takes is answered with.</summary>
    GatewayAnswer NoRoute { get; }

    /// <summary>What a body above 10 MB is answered with.</summary>
    GatewayAnswer TooLarge { get; }

    /// <summary>What is answered when the function fails or its result is none.</summary>
    GatewayAnswer FunctionFailed { get; }

    /// <summary>Makes the event of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="route">The route that took it.</param>
    /// <param name="body">Its body; empty for none.</param>
    /// <param name="requestId">API Gateway's id of the request.</param>
    void WriteEvent(
        Utf8JsonWriter json,
        HttpRequest request,
        GatewayRoute route,
        ReadOnlySpan<byte> body,
        string requestId);

    /// <summary>The header fields of a result, one entry a value.</summary>
    IEnumerable<KeyValuePair<string, string>> ReadHeaders(JsonElement result);
}

/// <summary>What API Gateway answers by itself.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Message">The JSON body's only property.</param>
public sealed record GatewayAnswer(int Status, string Message);

using System.Text.Json;

namespace ServerlessProxy;

/// <summary>One of API Gateway's event types: reads its request, writes its result.</summary>
public interface IGatewayEvents
{
    /// <summary>The route prefix of <see cref="Sample"/>.</summary>
    const string SampleRoute = "/sample";

    /// <summary>An event of a GET of <see cref="SampleRoute"/>, for <see cref="WarmUp"/>.</summary>
    string Sample { get; }

    /// <summary>Reads an event.</summary>
    /// <param name="stream">The event's JSON as Lambda hands it over.</param>
    /// <param name="routePrefix">The route's path, with a leading slash and none at the end: what lies behind it is forwarded.</param>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: it cannot be read as a request.</exception>
    GatewayRequest Read(Stream stream, string routePrefix);

    /// <summary>Writes the header fields as properties of the result object, which is open.</summary>
    void WriteHeaders(Utf8JsonWriter json, IEnumerable<IGrouping<string, string>> headers);
}

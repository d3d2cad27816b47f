using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Converts between the events and results of one type of API and our requests and responses.</summary>
public interface IGatewayEvents
{
    /// <summary>The route prefix of <see cref="Sample"/>.</summary>
    const string SampleRoute = "/sample";

    /// <summary>The event of a GET request of <see cref="SampleRoute"/>, for <see cref="WarmUp"/>.</summary>
    string Sample { get; }

    /// <summary>Reads an event.</summary>
    /// <param name="stream">The event's JSON.</param>
    /// <param name="routePrefix">The path of the route, with a leading slash and without a trailing one.</param>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the event is not a request.</exception>
    GatewayRequest Read(Stream stream, string routePrefix);

    /// <summary>Writes the headers of a response, grouped by name, as properties of the result.</summary>
    void WriteHeaders(Utf8JsonWriter json, Dictionary<string, List<string>> headers);
}

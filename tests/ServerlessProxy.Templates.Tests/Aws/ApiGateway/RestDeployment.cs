using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>A REST API as it was when it was deployed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Methods">Its methods then: <c>GET /forward</c>, in order.</param>
/// <param name="Summary">What they ask of callers, by path and method, as <c>GetDeployment</c> embeds it.</param>
/// <param name="LinkIds">The VPC links that they go over.</param>
internal sealed record RestDeployment(
    string Id,
    IReadOnlyList<string> Methods,
    JsonObject Summary,
    IReadOnlyList<string> LinkIds);

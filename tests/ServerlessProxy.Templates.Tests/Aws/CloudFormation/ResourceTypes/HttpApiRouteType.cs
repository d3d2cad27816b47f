using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGatewayV2::Route</c>.</summary>
internal sealed partial class HttpApiRouteType()
    : HttpApiPartType("AWS::ApiGatewayV2::Route", "RouteId", api => api.Routes)
{
    /// <inheritdoc/>
    protected override string[] Required => ["ApiId", "RouteKey"];

    /// <inheritdoc/>
    protected override string[] Optional =>
    [
        "ApiKeyRequired", "AuthorizationScopes", "AuthorizationType", "AuthorizerId", "ModelSelectionExpression", "OperationName", "RequestModels", "RequestParameters", "RouteResponseSelectionExpression", "Target",
    ];

    /// <inheritdoc/>
    protected override void Check(ResourceRequest request, HttpApi api, IEnumerable<JsonObject> others)
    {
        var key = request["RouteKey"]!;
        if (!RouteKey().IsMatch(key))
        {
            throw AwsException.BadRequest(
                "The provided route key is not formatted properly for HTTP protocol. Format should be \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\""
            );
        }

        if (others.Any(other => (string?)other["RouteKey"] == key))
        {
            throw AwsException.Conflict($"Route with key {key} already exists for this API");
        }

        if (
            request["Target"] is { } target
            && !(target.Split('/') is ["integrations", var integration] && api.Integrations.ContainsKey(integration)))
        {
            throw AwsException.NotFound($"Unable to find Integration for target {target}");
        }

        if (
            request["AuthorizationType"] is "JWT" or "CUSTOM"
            && !(request["AuthorizerId"] is { } authorizer && api.Authorizers.ContainsKey(authorizer)))
        {
            throw AwsException.BadRequest(
                "Authorizer ID is required for this authorization type, and must be that of an authorizer of this API."
            );
        }
    }

    [GeneratedRegex("^(\\$default|(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) /\\S*)$")]
    private static partial Regex RouteKey();
}

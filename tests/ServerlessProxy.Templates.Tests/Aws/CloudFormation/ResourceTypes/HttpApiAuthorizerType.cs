using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGatewayV2::Authorizer</c>.</summary>
internal sealed class HttpApiAuthorizerType()
    : HttpApiPartType("AWS::ApiGatewayV2::Authorizer", "AuthorizerId", api => api.Authorizers)
{
    /// <inheritdoc/>
    protected override string[] Required => ["ApiId", "AuthorizerType", "Name"];

    /// <inheritdoc/>
    protected override string[] Optional =>
    [
        "AuthorizerCredentialsArn", "AuthorizerPayloadFormatVersion", "AuthorizerResultTtlInSeconds", "AuthorizerUri", "EnableSimpleResponses", "IdentitySource", "IdentityValidationExpression", "JwtConfiguration",
    ];

    /// <inheritdoc/>
    protected override void Check(ResourceRequest request, HttpApi api, IEnumerable<JsonObject> others)
    {
        if (others.Any(other => (string?)other["Name"] == request["Name"]))
        {
            throw AwsException.BadRequest(
                $"Authorizer name must be unique. Authorizer {request["Name"]} already exists in this API.");
        }

        var isComplete = request["AuthorizerType"] switch
        {
            "JWT" => request.Properties["JwtConfiguration"]?["Issuer"] is not null
                && request.Properties["IdentitySource"] is not null,
            "REQUEST" => request["AuthorizerUri"] is not null
                && request["AuthorizerPayloadFormatVersion"] is "1.0" or "2.0",
            _ => false,
        };
        if (!isComplete)
        {
            throw AwsException.BadRequest("The authorizer lacks what its type needs.");
        }
    }
}

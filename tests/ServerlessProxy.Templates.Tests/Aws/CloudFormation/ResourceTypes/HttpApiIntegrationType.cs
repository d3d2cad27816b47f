using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGatewayV2::Integration</c>.</summary>
internal sealed class HttpApiIntegrationType() : HttpApiPartType("AWS::ApiGatewayV2::Integration", "IntegrationId", api => api.Integrations)
{
    /// <inheritdoc/>
    protected override string[] Required => ["ApiId", "IntegrationType"];

    /// <inheritdoc/>
    protected override string[] Optional =>
    [
        "ConnectionId", "ConnectionType", "ContentHandlingStrategy", "CredentialsArn", "Description", "IntegrationMethod", "IntegrationSubtype", "IntegrationUri", "PassthroughBehavior", "PayloadFormatVersion",
        "RequestParameters", "RequestTemplates", "ResponseParameters", "TemplateSelectionExpression", "TimeoutInMillis", "TlsConfig",
    ];

    /// <inheritdoc/>
    protected override void Check(ResourceRequest request, HttpApi api, IEnumerable<JsonObject> others)
    {
        if (request["TimeoutInMillis"] is { } text && int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is < 50 or > 30000)
        {
            throw AwsException.BadRequest("Timeout should be between 50 ms and 30000 ms");
        }

        if (request["IntegrationType"] == "AWS_PROXY" && request["PayloadFormatVersion"] is not ("1.0" or "2.0"))
        {
            throw AwsException.BadRequest("PayloadFormatVersion is a required parameter for integration");
        }
    }
}

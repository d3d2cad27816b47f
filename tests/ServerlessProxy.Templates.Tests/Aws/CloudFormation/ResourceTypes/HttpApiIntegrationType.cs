using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGatewayV2::Integration</c>.</summary>
internal sealed partial class HttpApiIntegrationType()
    : HttpApiPartType("AWS::ApiGatewayV2::Integration", "IntegrationId", api => api.Integrations)
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
        if (
            request["TimeoutInMillis"] is { } text
            && int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is < 50 or > 30000)
        {
            throw AwsException.BadRequest("Timeout should be between 50 ms and 30000 ms");
        }

        if (request["IntegrationType"] == "AWS_PROXY" && request["PayloadFormatVersion"] is not ("1.0" or "2.0"))
        {
            throw AwsException.BadRequest("PayloadFormatVersion is a required parameter for integration");
        }

        if (request["IntegrationType"] == "HTTP_PROXY" && request["PayloadFormatVersion"] is not (null or "1.0"))
        {
            throw AwsException.BadRequest("PayloadFormatVersion for HTTP_PROXY integrations must be 1.0");
        }

        if (
            request["IntegrationType"] == "HTTP_PROXY"
            && request
                .Properties["RequestParameters"]
                ?.AsObject()
                .FirstOrDefault(parameter => !Parameter().IsMatch(parameter.Key))
                is { Key: { } wrong })
        {
            throw AwsException.BadRequest(
                $"Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid or reserved parameter: {wrong}]"
            );
        }

        if (request["ConnectionType"] == "VPC_LINK")
        {
            CheckLink(request);
        }
    }

    private static void CheckLink(ResourceRequest request)
    {
        if (!(request.Account.VpcLinks.TryGetValue(request["ConnectionId"] ?? "", out var link) && link.Version == 2))
        {
            throw AwsException.BadRequest($"VpcLink with id {request["ConnectionId"]} not found");
        }

        if (!Private().IsMatch(request["IntegrationUri"] ?? ""))
        {
            throw AwsException.BadRequest(
                "For VpcLink integration the integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN."
            );
        }
    }

    /// <summary>What may be changed of a request; the header fields that may not: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html.</summary>
    [GeneratedRegex(
        "^(overwrite:path|(append|overwrite|remove):(querystring\\..+|header\\.(?!(access-control-|apigw-|x-amz-|x-amzn-|(authorization|connection|content-encoding|content-length|content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|x-forwarded-for|x-forwarded-host|x-forwarded-proto|via)$)).+))$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();

    [GeneratedRegex(
        "^arn:aws:(elasticloadbalancing:[a-z0-9-]+:\\d{12}:listener/(app|net)/[^/]+/[0-9a-f]+/[0-9a-f]+|servicediscovery:[a-z0-9-]+:\\d{12}:service/srv-[a-z0-9]+)$"
    )]
    private static partial Regex Private();
}

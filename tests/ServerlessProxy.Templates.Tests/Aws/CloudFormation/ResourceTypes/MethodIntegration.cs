using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>
/// Checks the HTTP integrations of a REST API:
/// https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html.
/// </summary>
internal static partial class MethodIntegration
{
    /// <summary>Checks the integration of a method.</summary>
    /// <exception cref="AwsException">API Gateway would reject it.</exception>
    public static void Check(ResourceRequest request)
    {
        if (request.Properties["Integration"] is not JsonObject integration
            || (string?)integration["Type"] is not ("HTTP" or "HTTP_PROXY"))
        {
            return;
        }

        AwsException.Require(
            Uri.TryCreate((string?)integration["Uri"], UriKind.Absolute, out var uri)
                && uri.Scheme is "http" or "https",
            "Invalid HTTP endpoint specified for URI");
        CheckParameters(request, integration);
        CheckConnection(request, integration);
    }

    private static void CheckParameters(ResourceRequest request, JsonObject integration)
    {
        var parameters = integration["RequestParameters"]?.AsObject() ?? [];
        var declared = request.Properties["RequestParameters"]?.AsObject() ?? [];
        foreach (var (name, value) in parameters)
        {
            var source = (string)value!;
            var isSource = source.StartsWith("method.request.", StringComparison.Ordinal)
                ? declared.ContainsKey(source)
                : Source().IsMatch(source);
            AwsException.Require(
                Target().IsMatch(name) && isSource,
                "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping "
                + $"expression parameter specified: {source}]");
        }

        var variables = Variable().Matches((string)integration["Uri"]!).Select(match => match.Groups[1].Value);
        AwsException.Require(
            variables.All(variable => parameters.ContainsKey($"integration.request.path.{variable}")),
            "Invalid integration URI specified: a path parameter has no mapping");
    }

    private static void CheckConnection(ResourceRequest request, JsonObject integration)
    {
        var target = (string?)integration["IntegrationTarget"];
        if ((string?)integration["ConnectionType"] != "VPC_LINK")
        {
            AwsException.Require(target is null, "IntegrationTarget is only supported for VPC_LINK");
            return;
        }

        AwsException.Require(
            request.Account.VpcLinks.TryGetValue((string?)integration["ConnectionId"] ?? "", out var link),
            "Invalid Vpc Link");
        if (link!.Version == 1)
        {
            AwsException.Require(target is null, "IntegrationTarget is only supported for VpcLinkV2");
            return;
        }

        AwsException.Require(target is not null, "IntegrationTarget is required for VpcLinkV2");
        AwsException.Require(
            LoadBalancer().IsMatch(target!),
            "IntegrationTarget is not the ARN of an Application or Network Load Balancer");
    }

    [GeneratedRegex("^integration\\.request\\.(header|path|querystring)\\.\\S+$")]
    private static partial Regex Target();

    [GeneratedRegex("^(context\\.\\w+(\\.\\w+)*|stageVariables\\.\\w+|'[^']+')$")]
    private static partial Regex Source();

    [GeneratedRegex("\\{([^}]*)\\}")]
    private static partial Regex Variable();

    [GeneratedRegex("^arn:aws:elasticloadbalancing:[a-z0-9-]+:\\d{12}:loadbalancer/(app|net)/[^/]+/[0-9a-f]+$")]
    private static partial Regex LoadBalancer();
}

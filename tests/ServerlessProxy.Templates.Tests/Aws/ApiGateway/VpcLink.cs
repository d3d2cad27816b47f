using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Represents a VPC link.</summary>
/// <param name="Version">1 for a link to a Network Load Balancer, 2 for a link to subnets.</param>
internal sealed record VpcLink(string Id, string Name, int Version)
{
    /// <summary>Deletes a link that is not in use.</summary>
    /// <exception cref="AwsException">
    /// A method, an integration or a deployed stage uses the link, or a method used it that was deleted before the API:
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html,
    /// https://github.com/hashicorp/terraform/issues/18392.
    /// </exception>
    public static void Delete(AwsAccount account, string id)
    {
        var uses = account.RestApis.All.SelectMany(api => UsesIn(api, id))
            .Concat(account.HttpApis.All.SelectMany(api => UsesIn(api, id)))
            .Distinct()
            .ToList();
        AwsException.RequireForGateway(
            uses.Count == 0,
            $"Cannot delete vpc link. Vpc link '{id}', is referenced in [{string.Join(", ", uses)}] in format of "
            + "[Method:Resource:Stage].");
        account.VpcLinks.Remove(id);
    }

    /// <summary>Returns the id of the link that a method of a REST API uses, or null.</summary>
    /// <param name="method">The method's properties.</param>
    public static string? Of(JsonObject method) => (string?)method["Integration"]?["ConnectionId"];

    private static IEnumerable<string> UsesIn(RestApi api, string id) =>
    [
        .. from resource in api.Resources
        from method in resource.Methods
        where Of(method.Value) == id
        select $"{method.Key}:{resource.Id}",
        .. api.Dangling.Where(dangling => dangling.LinkId == id).Select(dangling => dangling.Method),
        .. from stage in api.Stages.Values
        from deployment in api.Deployments
        where deployment.Id == stage.DeploymentId && deployment.LinkIds.Contains(id)
        select $"{api.Id}:{stage.Name}",
    ];

    private static IEnumerable<string> UsesIn(HttpApi api, string id) => api.Integrations
        .Where(integration => (string?)integration.Value["ConnectionId"] == id)
        .Select(integration => $"{api.Id}:{integration.Key}");
}

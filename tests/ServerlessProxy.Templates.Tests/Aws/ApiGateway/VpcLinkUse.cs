using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Which APIs name a VPC link.</summary>
internal static class VpcLinkUse
{
    /// <summary>Deletes a link that nothing names.</summary>
    /// <exception cref="AwsException">
    /// Something does: a method or an integration as it is, what a stage serves, or a method that has been deleted without that.
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html, https://github.com/hashicorp/terraform/issues/18392.
    /// </exception>
    public static void Delete(AwsAccount account, string id)
    {
        var references = account
            .RestApis.All.SelectMany(api => In(api, id))
            .Concat(account.HttpApis.All.SelectMany(api => In(api, id)))
            .Distinct()
            .ToList();
        if (references.Count > 0)
        {
            throw AwsException.BadRequest(
                $"Cannot delete vpc link. Vpc link '{id}', is referenced in [{string.Join(", ", references)}] in format of [Method:Resource:Stage]."
            );
        }

        account.VpcLinks.Remove(id);
    }

    /// <summary>The link that a method's integration names.</summary>
    /// <param name="method">The method's properties.</param>
    public static string? Of(JsonObject method) => (string?)method["Integration"]?["ConnectionId"];

    private static IEnumerable<string> In(RestApi api, string id) =>
        [
            .. api
                .Resources.SelectMany(
                    resource => resource.Methods,
                    (resource, method) => (Name: $"{method.Key}:{resource.Id}", method.Value))
                .Where(method => Of(method.Value) == id)
                .Select(method => method.Name),
            .. api.Dangling.Where(dangling => dangling.LinkId == id).Select(dangling => dangling.Method),
            .. from stage in api.Stages.Values
            from deployment in api.Deployments
            where deployment.Id == stage.DeploymentId && deployment.LinkIds.Contains(id)
            select $"{api.Id}:{stage.Name}",
        ];

    private static IEnumerable<string> In(HttpApi api, string id) =>
        api
            .Integrations.Where(integration => (string?)integration.Value["ConnectionId"] == id)
            .Select(integration => $"{api.Id}:{integration.Key}");
}

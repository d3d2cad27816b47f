using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>A type of what an HTTP API has by id: routes, integrations, authorizers.</summary>
/// <param name="name">Its name.</param>
/// <param name="attribute">What <c>Fn::GetAtt</c> calls the id.</param>
/// <param name="parts">Where the API has them.</param>
internal abstract class HttpApiPartType(
    string name,
    string attribute,
    Func<HttpApi, Dictionary<string, JsonObject>> parts
) : ResourceType(name)
{
    /// <inheritdoc/>
    protected override string[] CreateOnly => ["ApiId"];

    /// <inheritdoc/>
    protected override string[] Attributes => [attribute];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var api = Api(request);
        Check(request, api, parts(api).Values);
        var id = AwsName.Id(7);
        parts(api).Add(id, request.Properties);
        return new PhysicalResource(id, new Dictionary<string, string> { [attribute] = id });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        var api = Api(request);
        Check(request, api, parts(api).Where(part => part.Key != resource.PhysicalId).Select(part => part.Value));
        parts(api)[resource.PhysicalId] = request.Properties;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        parts(Api(request)).Remove(resource.PhysicalId);

    /// <summary>Checks one beside the others.</summary>
    /// <exception cref="AwsException">AWS refuses it.</exception>
    protected abstract void Check(ResourceRequest request, HttpApi api, IEnumerable<JsonObject> others);

    private static HttpApi Api(ResourceRequest request) => request.Account.HttpApis.Get(request["ApiId"]!);
}

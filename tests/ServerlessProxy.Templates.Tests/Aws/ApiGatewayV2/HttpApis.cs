using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

/// <summary>The account's HTTP APIs.</summary>
/// <param name="region">Their region.</param>
internal sealed class HttpApis(string region)
{
    private readonly List<HttpApi> apis = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<HttpApi> All => apis;

    /// <summary>The HTTP API of this id.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public HttpApi Get(string id) =>
        apis.Find(api => api.Id == id)
        ?? throw AwsException.NotFound($"Invalid API identifier specified {AwsAccount.Id}:{id}");

    /// <summary>Makes one.</summary>
    public HttpApi Create(JsonObject configuration)
    {
        var api = new HttpApi(region, configuration);
        apis.Add(api);
        return api;
    }

    /// <summary>Deletes one, with all that it has.</summary>
    public void Delete(string id) => apis.Remove(Get(id));
}

using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>An API key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, which another may have too.</param>
/// <param name="Value">What callers send.</param>
/// <param name="Enabled">Whether it opens anything.</param>
internal sealed record ApiKey(string Id, string Name, string Value, bool Enabled)
{
    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>As API Gateway's JSON.</summary>
    /// <param name="withValue">Whether the value is told, too.</param>
    public JsonObject Describe(bool withValue)
    {
        var described = new JsonObject
        {
            ["id"] = Id,
            ["name"] = Name,
            ["enabled"] = Enabled,
            ["createdDate"] = Created.ToUnixTimeSeconds(),
            ["lastUpdatedDate"] = Created.ToUnixTimeSeconds(),
            ["stageKeys"] = new JsonArray(),
        };
        if (withValue)
        {
            described["value"] = Value;
        }

        return described;
    }
}

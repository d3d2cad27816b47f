using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>A resource of a REST API.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ParentId">Its parent's; nothing, for the root.</param>
/// <param name="Path">Its whole path.</param>
internal sealed record ApiResource(string Id, string? ParentId, string Path)
{
    /// <summary>The properties of its methods, by GET, ….</summary>
    public Dictionary<string, JsonObject> Methods { get; } = [];
}

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>A stage that a usage plan covers.</summary>
/// <param name="ApiId">Its REST API's id.</param>
/// <param name="Stage">Its name.</param>
internal sealed record ApiStage(string ApiId, string Stage)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ApiId}:{Stage}";
}

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>A VPC link.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, which another may have too.</param>
/// <param name="Version">1, of a Network Load Balancer; or 2, of subnets.</param>
internal sealed record VpcLink(string Id, string Name, int Version);

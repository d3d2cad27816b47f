using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>One of API Gateway's API types, from both ends.</summary>
/// <param name="Gateway">Makes events and reads results.</param>
/// <param name="Events">Reads events and writes results.</param>
public sealed record Api(IApiGatewayType Gateway, IGatewayEvents Events);

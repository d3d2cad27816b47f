namespace ServerlessProxy.LocalGateway;

/// <summary>What API Gateway answers by itself.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Message">The JSON body's only property.</param>
public sealed record GatewayAnswer(int Status, string Message);

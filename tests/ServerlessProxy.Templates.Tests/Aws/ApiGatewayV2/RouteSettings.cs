using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

/// <summary>What holds for a route of a stage.</summary>
/// <param name="ThrottlingRateLimit">Requests per second.</param>
/// <param name="ThrottlingBurstLimit">Requests at once.</param>
internal sealed record RouteSettings(double? ThrottlingRateLimit, int? ThrottlingBurstLimit)
{
    /// <summary>Reads it.</summary>
    /// <param name="json">API Gateway's JSON, or CloudFormation's, whose names begin with capital letters.</param>
    public static RouteSettings Read(JsonNode? json) => new(
        AwsNumber.Read(json?["throttlingRateLimit"] ?? json?["ThrottlingRateLimit"]),
        (int?)AwsNumber.Read(json?["throttlingBurstLimit"] ?? json?["ThrottlingBurstLimit"]));

    /// <summary>As API Gateway's JSON.</summary>
    public JsonObject Describe()
    {
        var described = new JsonObject { ["detailedMetricsEnabled"] = false };
        if (ThrottlingRateLimit is not null)
        {
            described["throttlingRateLimit"] = ThrottlingRateLimit;
        }

        if (ThrottlingBurstLimit is not null)
        {
            described["throttlingBurstLimit"] = ThrottlingBurstLimit;
        }

        return described;
    }
}

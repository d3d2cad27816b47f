using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>How often a usage plan's key may call.</summary>
/// <param name="RateLimit">Requests per second.</param>
/// <param name="BurstLimit">Requests at once.</param>
internal sealed record Throttle(double? RateLimit, int? BurstLimit)
{
    /// <summary>Reads it.</summary>
    /// <returns>Nothing, if there is none.</returns>
    /// <exception cref="AwsException">A limit is not positive.</exception>
    public static Throttle? Read(JsonNode? json) =>
        json is null
            ? null
            : new Throttle(AwsNumber.Read(json["rateLimit"]), (int?)AwsNumber.Read(json["burstLimit"])).Checked();

    /// <summary>This, if it may be.</summary>
    /// <exception cref="AwsException">A limit is not positive.</exception>
    public Throttle Checked() => RateLimit is <= 0 || BurstLimit is <= 0
        ? throw AwsException.BadRequest("Usage Plan throttle rate limit and burst limit must be greater than 0.")
        : this;

    /// <summary>As API Gateway's JSON.</summary>
    public JsonObject Describe() => new() { ["rateLimit"] = RateLimit, ["burstLimit"] = BurstLimit };
}

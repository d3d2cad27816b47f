using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>How many calls a usage plan's key has.</summary>
/// <param name="Limit">How many.</param>
/// <param name="Period">DAY, WEEK or MONTH.</param>
/// <param name="Offset">How many the first period has less.</param>
internal sealed record Quota(int Limit, string Period, int Offset)
{
    /// <summary>Reads it.</summary>
    /// <returns>Nothing, if there is none.</returns>
    /// <exception cref="AwsException">It is not as documented.</exception>
    public static Quota? Read(JsonNode? json) =>
        json is null
            ? null
            : new Quota(
                (int)(AwsNumber.Read(json["limit"]) ?? 0),
                (string?)json["period"] ?? "",
                (int)(AwsNumber.Read(json["offset"]) ?? 0)
            ).Checked();

    /// <summary>This, if it may be.</summary>
    /// <exception cref="AwsException">It may not.</exception>
    public Quota Checked() => (Limit, Period) switch
    {
        ( <= 0, _) => throw AwsException.BadRequest("Usage Plan quota limit must be greater than 0."),
        (_, "DAY" or "WEEK" or "MONTH") => this,
        _ => throw AwsException.BadRequest($"Invalid quota period '{Period}': it must be one of DAY, WEEK, MONTH."),
    };

    /// <summary>As API Gateway's JSON.</summary>
    public JsonObject Describe() => new() { ["limit"] = Limit, ["offset"] = Offset, ["period"] = Period };
}

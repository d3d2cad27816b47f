using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Represents a usage plan.</summary>
internal sealed class UsagePlan(string id, string name)
{
    public string Id { get; } = id;
    public string Name { get; set; } = name;
    public string? Description { get; set; }
    public Throttle? Throttle { get; set; }
    public Quota? Quota { get; set; }
    public List<ApiStage> ApiStages { get; private init; } = [];
    public List<string> KeyIds { get; private init; } = [];

    /// <summary>Returns a copy, which can be changed independently.</summary>
    public UsagePlan Copy() => new(Id, Name)
    {
        Description = Description,
        Throttle = Throttle,
        Quota = Quota,
        ApiStages = [.. ApiStages],
        KeyIds = [.. KeyIds],
    };

    /// <summary>Returns the plan as <c>GetUsagePlans</c> does.</summary>
    public JsonObject Describe() => AwsJson.WithoutNulls(new JsonObject
    {
        ["id"] = Id,
        ["name"] = Name,
        ["apiStages"] = ApiStages.ToJsonArray(each =>
            new JsonObject { ["apiId"] = each.ApiId, ["stage"] = each.Stage }),
        ["description"] = Description,
        ["throttle"] = Throttle?.Describe(),
        ["quota"] = Quota?.Describe(),
    });
}

/// <summary>Represents a stage of a usage plan.</summary>
internal sealed record ApiStage(string ApiId, string Stage)
{
    public override string ToString() => $"{ApiId}:{Stage}";
}

/// <summary>Represents the request rate of each key of a usage plan.</summary>
/// <param name="RateLimit">The maximum number of requests per second.</param>
/// <param name="BurstLimit">The maximum number of concurrent requests.</param>
internal sealed record Throttle(double? RateLimit, int? BurstLimit)
{
    /// <summary>Reads API Gateway's JSON; returns null without a throttle.</summary>
    /// <exception cref="AwsException">A limit is not positive.</exception>
    public static Throttle? Read(JsonNode? json) => json is null
        ? null
        : new Throttle(AwsJson.Number(json["rateLimit"]), (int?)AwsJson.Number(json["burstLimit"])).Checked();

    /// <summary>Returns this throttle if it is valid.</summary>
    /// <exception cref="AwsException">A limit is not positive.</exception>
    public Throttle Checked()
    {
        AwsException.RequireForGateway(
            RateLimit is not <= 0 && BurstLimit is not <= 0,
            "Usage Plan throttle rate limit and burst limit must be greater than 0.");
        return this;
    }

    public JsonObject Describe() => new() { ["rateLimit"] = RateLimit, ["burstLimit"] = BurstLimit };
}

/// <summary>Represents the number of requests of each key of a usage plan in a period.</summary>
/// <param name="Limit">The maximum number of requests.</param>
/// <param name="Period">DAY, WEEK or MONTH.</param>
/// <param name="Offset">The number of requests by which the first period is reduced.</param>
internal sealed record Quota(int Limit, string Period, int Offset)
{
    /// <summary>Reads API Gateway's JSON; returns null without a quota.</summary>
    /// <exception cref="AwsException">The limit or the period is invalid.</exception>
    public static Quota? Read(JsonNode? json) => json is null
        ? null
        : new Quota(Number(json["limit"]), (string?)json["period"] ?? "", Number(json["offset"])).Checked();

    /// <summary>Returns this quota if it is valid.</summary>
    /// <exception cref="AwsException">The limit or the period is invalid.</exception>
    public Quota Checked()
    {
        AwsException.RequireForGateway(Limit > 0, "Usage Plan quota limit must be greater than 0.");
        AwsException.RequireForGateway(
            Period is "DAY" or "WEEK" or "MONTH",
            $"Invalid quota period '{Period}': it must be one of DAY, WEEK, MONTH.");
        return this;
    }

    public JsonObject Describe() => new() { ["limit"] = Limit, ["offset"] = Offset, ["period"] = Period };

    private static int Number(JsonNode? number) => (int)(AwsJson.Number(number) ?? 0);
}

/// <summary>Represents an API key.</summary>
internal sealed record ApiKey(string Id, string Name, string Value, bool Enabled)
{
    private readonly DateTimeOffset created = DateTimeOffset.UtcNow;

    /// <summary>Returns the key as <c>GetApiKey</c> does.</summary>
    public JsonObject Describe(bool withValue) => AwsJson.WithoutNulls(new JsonObject
    {
        ["id"] = Id,
        ["name"] = Name,
        ["enabled"] = Enabled,
        ["createdDate"] = created.ToUnixTimeSeconds(),
        ["lastUpdatedDate"] = created.ToUnixTimeSeconds(),
        ["stageKeys"] = new JsonArray(),
        ["value"] = withValue ? Value : null,
    });
}

using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::WAFv2::WebACL</c> with rules of rates: https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html.</summary>
internal sealed partial class WebAclType() : ResourceType("AWS::WAFv2::WebACL")
{
    private static readonly string[] Actions = ["Allow", "Block", "Captcha", "Challenge", "Count"];

    /// <inheritdoc/>
    protected override string[] Required => ["DefaultAction", "Scope", "VisibilityConfig"];

    /// <inheritdoc/>
    protected override string[] Optional =>
        ["AssociationConfig", "CaptchaConfig", "ChallengeConfig", "CustomResponseBodies", "DataProtectionConfig", "Description", "Name", "OnSourceDDoSProtectionConfig", "Rules", "Tags", "TokenDomains"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["Name", "Scope"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Arn", "Capacity", "Id", "LabelNamespace"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        Check(request);
        var name = request.NameOr("Name", 128);
        AwsException.Require(Word().IsMatch(name), $"#/Name: string [{name}] does not match pattern");
        AwsException.Require(
            !request.Account.WebAcls.Values.Any(other => other == name),
            "AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one."
        );
        var id = Guid.NewGuid().ToString();
        var arn = $"arn:aws:wafv2:{request.Account.Region}:{AwsAccount.Id}:regional/webacl/{name}/{id}";
        request.Account.WebAcls.Add(arn, name);
        return new PhysicalResource($"{name}|{id}|REGIONAL", new Dictionary<string, string> { ["Arn"] = arn, ["Id"] = id, ["Capacity"] = "2", ["LabelNamespace"] = $"awswaf:{AwsAccount.Id}:webacl:{name}:" });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        Check(request);
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource)
    {
        var arn = resource.Attributes["Arn"];
        AwsException.Require(
            !request.Account.RestApis.All.SelectMany(api => api.Stages.Values).Any(stage => stage.WebAclArn == arn),
            "AWS WAF couldn't delete the resource because it's associated with a resource that it protects.");
        request.Account.WebAcls.Remove(arn);
    }

    private static void Check(ResourceRequest request)
    {
        AwsException.Require(
            request["Scope"] == "REGIONAL",
            "A web ACL for CloudFront protects no stage of API Gateway.");
        CheckVisibility(request.Properties["VisibilityConfig"]!);
        var rules = request.Properties["Rules"]?.AsArray() ?? [];
        AwsException.Require(
            rules.Select(rule => rule!["Priority"]!.ToString()).Distinct().Count() == rules.Count,
            "Rules of a web ACL have different priorities.");
        foreach (var rule in rules.Select(rule => rule!))
        {
            AwsException.Require(
                Word().IsMatch((string?)rule["Name"] ?? ""),
                "#/Rules/Name: it does not match pattern");
            AwsException.Require(
                rule["Action"] is JsonObject { Count: 1 } action && Actions.Contains(action.First().Key),
                "A rule has exactly one action.");
            CheckVisibility(rule["VisibilityConfig"]!);
            CheckRate(
                rule["Statement"]!["RateBasedStatement"]
                    ?? throw AwsException.Validation("The rehearsal has rules of rates only."));
        }
    }

    private static void CheckRate(JsonNode rate)
    {
        AwsException.Require(
            long.TryParse(rate["Limit"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                && limit is >= 10 and <= 2_000_000_000,
            "#/Rules/Statement/RateBasedStatement/Limit: it must be 10 to 2000000000");
        AwsException.Require(
            (rate["EvaluationWindowSec"]?.ToString() ?? "300") is "60" or "120" or "300" or "600",
            "#/Rules/Statement/RateBasedStatement/EvaluationWindowSec: it is not a valid enum value");
        AwsException.Require(
            (string?)rate["AggregateKeyType"] is "IP" or "CONSTANT" or "CUSTOM_KEYS" or "FORWARDED_IP",
            "#/Rules/Statement/RateBasedStatement/AggregateKeyType: it is not a valid enum value");
    }

    private static void CheckVisibility(JsonNode visibility) =>
        AwsException.Require(
            Word().IsMatch((string?)visibility["MetricName"] ?? "")
                && visibility["CloudWatchMetricsEnabled"] is not null
                && visibility["SampledRequestsEnabled"] is not null,
            "#/VisibilityConfig: required key not found, or MetricName does not match pattern");

    [GeneratedRegex("^[\\w-]{1,128}$")]
    private static partial Regex Word();
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>
/// Implements web ACLs with rate-based rules, for stages of REST APIs:
/// https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html.
/// </summary>
internal static partial class WebAclTypes
{
    private static readonly string[] Actions = ["Allow", "Block", "Captcha", "Challenge", "Count"];

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new("AWS::WAFv2::WebACL", Create) { Check = Check, Delete = Delete },
        new("AWS::WAFv2::WebACLAssociation", Associate) { Delete = Dissociate },
    ];

    private static PhysicalResource Create(ResourceRequest request)
    {
        var name = request.NameOr("Name", 128);
        AwsException.Require(Word().IsMatch(name), $"#/Name: string [{name}] does not match pattern");
        AwsException.Require(
            !request.Account.WebAcls.ContainsValue(name),
            "AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an "
            + "existing one.");
        var id = Guid.NewGuid().ToString();
        var arn = request.Arn("wafv2", $"regional/webacl/{name}/{id}");
        request.Account.WebAcls.Add(arn, name);
        return PhysicalResource.Of(
            $"{name}|{id}|REGIONAL",
            ("Arn", arn),
            ("Id", id),
            ("Capacity", "2"),
            ("LabelNamespace", $"awswaf:{AwsAccount.Id}:webacl:{name}:"));
    }

    private static void Delete(ResourceRequest request)
    {
        var arn = request.Existing!.Attributes["Arn"];
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
        var rules = request.List("Rules").Select(rule => rule!).ToList();
        AwsException.Require(
            rules.Select(rule => rule["Priority"]!.ToString()).Distinct().Count() == rules.Count,
            "Rules of a web ACL have different priorities.");
        foreach (var rule in rules)
        {
            AwsException.Require(Word().IsMatch((string)rule["Name"]!), "#/Rules/Name: it does not match pattern");
            AwsException.Require(
                rule["Action"] is JsonObject { Count: 1 } action && Actions.Contains(action.First().Key),
                "A rule has exactly one action.");
            CheckVisibility(rule["VisibilityConfig"]!);
            AwsException.Require(
                rule["Statement"]!["RateBasedStatement"] is not null,
                "The rehearsal supports only rate-based rules.");
            CheckRate(rule["Statement"]!["RateBasedStatement"]!);
        }
    }

    private static void CheckRate(JsonNode rate)
    {
        AwsException.Require(
            AwsJson.Number(rate["Limit"]) is >= 10 and <= 2_000_000_000,
            "#/Rules/Statement/RateBasedStatement/Limit: it must be 10 to 2000000000");
        AwsException.Require(
            (rate["EvaluationWindowSec"]?.ToString() ?? "300") is "60" or "120" or "300" or "600",
            "#/Rules/Statement/RateBasedStatement/EvaluationWindowSec: it is not a valid enum value");
        AwsException.Require(
            (string?)rate["AggregateKeyType"] is "IP" or "CONSTANT" or "CUSTOM_KEYS" or "FORWARDED_IP",
            "#/Rules/Statement/RateBasedStatement/AggregateKeyType: it is not a valid enum value");
    }

    private static void CheckVisibility(JsonNode visibility) => AwsException.Require(
        Word().IsMatch((string)visibility["MetricName"]!),
        "#/VisibilityConfig: MetricName does not match pattern");

    private static PhysicalResource Associate(ResourceRequest request)
    {
        var stage = Stage(request);
        AwsException.Require(
            stage is not null && request.Account.WebAcls.ContainsKey(request["WebACLArn"]!),
            "AWS WAF couldn't perform the operation because your resource doesn't exist.");
        stage!.WebAclArn = request["WebACLArn"];
        return PhysicalResource.Of($"{request["WebACLArn"]}|{request["ResourceArn"]}");
    }

    private static void Dissociate(ResourceRequest request)
    {
        if (Stage(request) is { } stage)
        {
            stage.WebAclArn = null;
        }
    }

    private static RestStage? Stage(ResourceRequest request)
    {
        var arn = StageArn().Match(request["ResourceArn"]!);
        AwsException.Require(
            arn.Success && arn.Groups["region"].Value == request.Account.Region,
            "Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes other information separated "
            + "by colons or slashes.");
        return request.Account.RestApis.All
            .FirstOrDefault(api => api.Id == arn.Groups["api"].Value)
            ?.Stages.GetValueOrDefault(arn.Groups["stage"].Value);
    }

    [GeneratedRegex("^arn:aws:apigateway:(?<region>[a-z0-9-]+)::/restapis/(?<api>[^/]+)/stages/(?<stage>[^/]+)$")]
    private static partial Regex StageArn();

    [GeneratedRegex("^[\\w-]{1,128}$")]
    private static partial Regex Word();
}

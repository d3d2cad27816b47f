using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>
/// Implements monthly cost budgets:
/// https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html.
/// </summary>
internal static partial class BudgetType
{
    private const int MaximumNotifications = 5;

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new("AWS::Budgets::Budget", Create)
        {
            Check = Check,
            Update = Update,
            Delete = request => request.Account.Budgets.Remove(request.Id),
        },
    ];

    private static PhysicalResource Create(ResourceRequest request)
    {
        var name = (string?)request.Properties["Budget"]!["BudgetName"] ?? request.GeneratedName(100);
        AwsException.Require(
            BudgetName().IsMatch(name),
            $"#/Budget/BudgetName: {name} does not match the pattern, or is longer than 100 characters");
        AwsException.Require(
            request.Account.Budgets.TryAdd(name, request.Properties),
            $"Error creating budget: {name} - the budget already exists.");
        return PhysicalResource.Of(name);
    }

    private static void Update(ResourceRequest request)
    {
        AwsException.Require(
            (string?)request.Properties["Budget"]!["BudgetName"] == request.Id,
            "The rehearsal renames a budget only if its notifications change, too.");
        request.Account.Budgets[request.Id] = request.Properties;
    }

    private static void Check(ResourceRequest request)
    {
        var budget = request.Properties["Budget"]!;
        AwsException.Require(
            (string?)budget["BudgetType"] == "COST" && (string?)budget["TimeUnit"] == "MONTHLY",
            "The rehearsal supports only monthly cost budgets.");
        AwsException.Require(
            budget["FilterExpression"] is null || (budget["CostFilters"] is null && budget["CostTypes"] is null),
            "Either FilterExpression and Metrics, or CostFilters and CostTypes.");
        AwsException.Require(
            (string?)budget["BudgetLimit"]?["Unit"] == "USD" && AwsJson.Number(budget["BudgetLimit"]!["Amount"]) > 0,
            "Budget limit must be a positive amount of USD.");

        var notifications = request.List("NotificationsWithSubscribers").Select(each => each!).ToList();
        AwsException.Require(
            notifications.Count <= MaximumNotifications,
            "A budget can have up to five notifications.");
        AwsException.Require(
            notifications.DistinctBy(each => each["Notification"]!.ToJsonString()).Count() == notifications.Count,
            "Duplicate notification.");
        notifications.ForEach(each => CheckNotification(each["Notification"]!, each["Subscribers"]!.AsArray()));
    }

    private static void CheckNotification(JsonNode notification, JsonArray subscribers)
    {
        AwsException.Require(
            (string?)notification["NotificationType"] is "ACTUAL" or "FORECASTED",
            "Unknown NotificationType.");
        AwsException.Require(
            (string?)notification["ComparisonOperator"] is "GREATER_THAN" or "LESS_THAN" or "EQUAL_TO",
            "Unknown ComparisonOperator.");
        AwsException.Require(
            (string?)notification["ThresholdType"] is null or "PERCENTAGE" or "ABSOLUTE_VALUE"
                && AwsJson.Number(notification["Threshold"]) > 0,
            "Threshold must be above 0.");
        AwsException.Require(subscribers.Count is >= 1 and <= 11, "A notification has 1 to 11 subscribers.");
        AwsException.Require(
            subscribers.All(one =>
                (string?)one!["SubscriptionType"] == "EMAIL"
                && ((string?)one["Address"])!.Contains('@', StringComparison.Ordinal)),
            "The rehearsal supports only e-mail addresses.");
    }

    [GeneratedRegex("^(?![^:\\\\]*/action/)[^:\\\\]{1,100}$")]
    private static partial Regex BudgetName();
}

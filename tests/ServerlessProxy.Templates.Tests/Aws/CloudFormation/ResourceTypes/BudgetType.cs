using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::Budgets::Budget</c>, of costs: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html.</summary>
internal sealed partial class BudgetType() : ResourceType("AWS::Budgets::Budget")
{
    private const int MaximumNotifications = 5;

    /// <inheritdoc/>
    protected override string[] Required => ["Budget"];

    /// <inheritdoc/>
    protected override string[] Optional => ["NotificationsWithSubscribers", "ResourceTags"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["NotificationsWithSubscribers"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var budget = Check(request);
        var name = (string?)budget["BudgetName"] ?? AwsName.Generated(request.Stack.Name, request.LogicalId, 100);
        AwsException.Require(
            BudgetName().IsMatch(name),
            $"#/Budget/BudgetName: {name} does not match the pattern, or is longer than 100 characters");
        return request.Account.Budgets.TryAdd(name, request.Properties)
            ? new PhysicalResource(name)
            : throw new AwsException(
                400,
                "DuplicateRecordException",
                $"Error creating budget: {name} - the budget already exists.");
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        var budget = Check(request);
        AwsException.Require(
            (string?)budget["BudgetName"] == resource.PhysicalId,
            "The rehearsal gives no budget another name without other notifications.");
        request.Account.Budgets[resource.PhysicalId] = request.Properties;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Budgets.Remove(resource.PhysicalId);

    private static JsonNode Check(ResourceRequest request)
    {
        var budget = request.Properties["Budget"]!;
        AwsException.Require(
            (string?)budget["BudgetType"] == "COST" && (string?)budget["TimeUnit"] == "MONTHLY",
            "The rehearsal has monthly budgets of costs only.");
        AwsException.Require(
            budget["FilterExpression"] is null || (budget["CostFilters"] is null && budget["CostTypes"] is null),
            "Either FilterExpression and Metrics, or CostFilters and CostTypes.");
        AwsException.Require(
            (string?)budget["BudgetLimit"]?["Unit"] == "USD" && IsAbove(budget["BudgetLimit"]!["Amount"], 0),
            "Budget limit must be a positive amount of USD.");

        var told = request.Properties["NotificationsWithSubscribers"]?.AsArray() ?? [];
        AwsException.Require(told.Count <= MaximumNotifications, "A budget can have up to five notifications.");
        AwsException.Require(
            told.Select(one => one!["Notification"]!.ToJsonString()).Distinct().Count() == told.Count,
            "Duplicate notification.");
        foreach (
            var (notification, subscribers) in told.Select(one =>
                (one!["Notification"]!, one["Subscribers"]!.AsArray())))
        {
            AwsException.Require(
                (string?)notification["NotificationType"] is "ACTUAL" or "FORECASTED",
                "Unknown NotificationType.");
            AwsException.Require(
                (string?)notification["ComparisonOperator"] is "GREATER_THAN" or "LESS_THAN" or "EQUAL_TO",
                "Unknown ComparisonOperator.");
            AwsException.Require(
                (string?)notification["ThresholdType"] is null or "PERCENTAGE" or "ABSOLUTE_VALUE"
                    && IsAbove(notification["Threshold"], 0),
                "Threshold must be above 0.");
            AwsException.Require(subscribers.Count is >= 1 and <= 11, "A notification has 1 to 11 subscribers.");
            AwsException.Require(
                subscribers.All(one =>
                    (string?)one!["SubscriptionType"] == "EMAIL"
                    && ((string?)one["Address"])!.Contains('@', StringComparison.Ordinal)),
                "The rehearsal tells e-mail addresses only.");
        }

        return budget;
    }

    private static bool IsAbove(JsonNode? number, double minimum) =>
        double.TryParse(number?.ToString(), CultureInfo.InvariantCulture, out var value) && value > minimum;

    [GeneratedRegex("^(?![^:\\\\]*/action/)[^:\\\\]{1,100}$")]
    private static partial Regex BudgetName();
}

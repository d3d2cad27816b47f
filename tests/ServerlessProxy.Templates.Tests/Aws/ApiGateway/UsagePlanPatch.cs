namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>UpdateUsagePlan.</summary>
/// <param name="apis">The account's APIs.</param>
internal sealed class UsagePlanPatch(RestApis apis)
{
    /// <summary>Makes a change. Whether the limits then are as they may be is seen when all changes are made.</summary>
    /// <exception cref="AwsException">It is refused.</exception>
    public void Apply(UsagePlan plan, PatchOperation operation)
    {
        switch (operation.Op, operation.Path)
        {
            case ("add", "/apiStages") when operation.Value.Split(':') is [var api, var stage]:
                apis.Cover(plan, api, stage);
                break;
            case ("remove", "/apiStages"):
                if (plan.ApiStages.RemoveAll(covered => covered.ToString() == operation.Value) == 0)
                {
                    throw AwsException.BadRequest("Invalid API Stage specified");
                }

                break;
            case ("add" or "replace", "/apiStages"):
                throw AwsException.BadRequest("Invalid API Stage specified");
            case ("replace", "/name") when operation.Value.Length > 0:
                plan.Name = operation.Value;
                break;
            case ("replace", "/description"):
                plan.Description = operation.Value;
                break;
            case ("remove", "/throttle"):
                plan.Throttle = null;
                break;
            case ("remove", "/quota"):
                plan.Quota = null;
                break;
            case ("add" or "replace", _):
                ApplyLimit(plan, operation);
                break;
            default:
                throw operation.Refuse();
        }
    }

    private static void ApplyLimit(UsagePlan plan, PatchOperation operation)
    {
        var throttle = plan.Throttle ?? new Throttle(null, null);
        var quota = plan.Quota ?? new Quota(0, "", 0);
        switch (operation.Path)
        {
            case "/throttle/rateLimit":
                plan.Throttle = throttle with { RateLimit = operation.Number(0) };
                break;
            case "/throttle/burstLimit":
                plan.Throttle = throttle with { BurstLimit = (int)operation.Number(0) };
                break;
            case "/quota/limit":
                plan.Quota = quota with { Limit = (int)operation.Number(0) };
                break;
            case "/quota/period":
                plan.Quota = quota with { Period = operation.Value };
                break;
            case "/quota/offset":
                plan.Quota = quota with { Offset = (int)operation.Number(0) };
                break;
            default:
                throw operation.Refuse();
        }
    }
}

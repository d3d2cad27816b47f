using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::Method</c>.</summary>
internal sealed class MethodType() : ResourceType("AWS::ApiGateway::Method")
{
    private static readonly HashSet<string> Methods = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    /// <inheritdoc/>
    protected override string[] Required => ["HttpMethod", "ResourceId", "RestApiId"];

    /// <inheritdoc/>
    protected override string[] Optional =>
        ["ApiKeyRequired", "AuthorizationScopes", "AuthorizationType", "AuthorizerId", "Integration", "MethodResponses", "OperationName", "RequestModels", "RequestParameters", "RequestValidatorId"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => Required;

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        Check(request);
        if (!Resource(request).Methods.TryAdd(request["HttpMethod"]!, request.Properties))
        {
            throw AwsException.Conflict("Method already exists for this resource");
        }

        return new PhysicalResource(AwsName.Generated(request.Stack.Name, request.LogicalId));
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        Check(request);
        Resource(request).Methods[request["HttpMethod"]!] = request.Properties;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource)
    {
        var (api, name, at) = (
            request.Account.RestApis.Get(request["RestApiId"]!),
            request["HttpMethod"]!,
            Resource(request));
        if (at.Methods.Remove(name, out var method) && VpcLinkUse.Of(method) is { } link)
        {
            api.Dangling.Add(($"{name}:{at.Id}", link));
        }
    }

    private static ApiResource Resource(ResourceRequest request) =>
        request.Account.RestApis.Get(request["RestApiId"]!).Resource(request["ResourceId"]!);

    private static void Check(ResourceRequest request)
    {
        if (!Methods.Contains(request["HttpMethod"]!))
        {
            throw AwsException.BadRequest("Invalid HTTP method specified");
        }

        MethodIntegration.Check(request);

        switch (request["AuthorizationType"])
        {
            case null or "NONE" or "AWS_IAM":
                return;
            case "CUSTOM"
            or "COGNITO_USER_POOLS"
                when request["AuthorizerId"] is { } id
                    && request.Account.RestApis.Get(request["RestApiId"]!).Authorizers.ContainsKey(id):
                return;
            case "CUSTOM" or "COGNITO_USER_POOLS":
                throw AwsException.BadRequest(
                    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer."
                );
            default:
                throw AwsException.BadRequest("Invalid authorization type specified");
        }
    }
}

using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>Implements REST APIs without an OpenAPI body.</summary>
internal static partial class RestApiTypes
{
    private static readonly string[] Methods = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new("AWS::ApiGateway::RestApi", CreateApi)
        {
            Check = CheckApi,
            Update = request => request.Account.RestApis.Get(request.Id).Configuration = request.Properties,
            Delete = request => request.Account.RestApis.Delete(request.Id),
        },
        new("AWS::ApiGateway::Resource", CreateResource)
        {
            Check = request => AwsException.Require(
                PathPart().IsMatch(request["PathPart"]!),
                "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the "
                + "beginning and the end."),
            Delete = request => Api(request).RemoveResource(request.Id),
        },
        new("AWS::ApiGateway::Method", CreateMethod)
        {
            Check = CheckMethod,
            Update = request => Resource(request).Methods[request["HttpMethod"]!] = request.Properties,
            Delete = DeleteMethod,
        },
        new("AWS::ApiGateway::Authorizer", CreateAuthorizer)
        {
            Update = request => Api(request).Authorizers[request.Id] = request.Properties,
            Delete = request => Api(request).Authorizers.Remove(request.Id),
        },
        new("AWS::ApiGateway::Deployment", CreateDeployment) { Delete = DeleteDeployment },
        new("AWS::ApiGateway::Stage", CreateStage)
        {
            Update = request => ConfigureStage(request, request.Id),
            Delete = request => request.Account.RestApis.DeleteStage(request["RestApiId"]!, request.Id),
        },
    ];

    private static RestApi Api(ResourceRequest request) => request.Account.RestApis.Get(request["RestApiId"]!);

    private static ApiResource Resource(ResourceRequest request) => Api(request).Resource(request["ResourceId"]!);

    private static void CheckApi(ResourceRequest request)
    {
        AwsException.Require(request["Name"] is not null, "The rehearsal supports only REST APIs with a Name.");
        AwsException.Require(
            request["Body"] is null && request["BodyS3Location"] is null,
            "The rehearsal does not support REST APIs with a Body.");
        ResourcePolicy.Check(request.Properties["Policy"]);
    }

    private static PhysicalResource CreateApi(ResourceRequest request)
    {
        var api = request.Account.RestApis.Create(request.Properties);
        return PhysicalResource.Of(api.Id, ("RestApiId", api.Id), ("RootResourceId", api.RootResourceId));
    }

    private static PhysicalResource CreateResource(ResourceRequest request)
    {
        var added = Api(request).AddResource(request["ParentId"]!, request["PathPart"]!);
        return PhysicalResource.Of(added.Id, ("ResourceId", added.Id));
    }

    private static void CheckMethod(ResourceRequest request)
    {
        AwsException.Require(Methods.Contains(request["HttpMethod"]), "Invalid HTTP method specified");
        MethodIntegration.Check(request);
        AwsException.Require(
            request["AuthorizationType"] is null or "NONE" or "AWS_IAM" or "CUSTOM" or "COGNITO_USER_POOLS",
            "Invalid authorization type specified");
        AwsException.Require(
            request["AuthorizationType"] is not ("CUSTOM" or "COGNITO_USER_POOLS")
                || Api(request).Authorizers.ContainsKey(request["AuthorizerId"] ?? ""),
            "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires "
            + "a valid authorizer.");
    }

    private static PhysicalResource CreateMethod(ResourceRequest request)
    {
        AwsException.Require(
            Resource(request).Methods.TryAdd(request["HttpMethod"]!, request.Properties),
            "Method already exists for this resource");
        return PhysicalResource.Of(request.GeneratedName());
    }

    private static void DeleteMethod(ResourceRequest request)
    {
        var (name, resource) = (request["HttpMethod"]!, Resource(request));
        if (resource.Methods.Remove(name, out var method) && VpcLink.Of(method) is { } link)
        {
            Api(request).Dangling.Add(($"{name}:{resource.Id}", link));
        }
    }

    private static PhysicalResource CreateAuthorizer(ResourceRequest request)
    {
        var authorizers = Api(request).Authorizers;
        AwsException.Require(
            !authorizers.Values.Any(authorizer => (string?)authorizer["Name"] == request["Name"]),
            $"Authorizer name must be unique. Authorizer {request["Name"]} already exists in this RestApi.");
        var id = AwsName.Id(6);
        authorizers.Add(id, request.Properties);
        return PhysicalResource.Of(id, ("AuthorizerId", id));
    }

    /// <summary>Deploys the API. If a stage is named, creates it or moves it to the deployment.</summary>
    private static PhysicalResource CreateDeployment(ResourceRequest request)
    {
        var deployment = Api(request).Deploy();
        if (request["StageName"] is { } stage)
        {
            Api(request).MoveStage(stage, deployment.Id);
        }

        return PhysicalResource.Of(deployment.Id, ("DeploymentId", deployment.Id));
    }

    private static void DeleteDeployment(ResourceRequest request)
    {
        var api = Api(request);
        foreach (var stage in api.Stages.Values.Where(stage => stage.DeploymentId == request.Id).ToList())
        {
            AwsException.Require(
                stage.Name == request["StageName"],
                "Active stages pointing to this deployment must be moved or deleted");

            // AWS does not document what a rollback does with the stage. Here, it returns to the previous deployment.
            if (api.Deployments.Find(deployment => deployment.Id != request.Id) is { } previous)
            {
                stage.DeploymentId = previous.Id;
            }
            else
            {
                request.Account.RestApis.DeleteStage(api.Id, stage.Name);
            }
        }

        api.Deployments.RemoveAll(deployment => deployment.Id == request.Id);
    }

    private static PhysicalResource CreateStage(ResourceRequest request)
    {
        var name = request["StageName"];
        AwsException.Require(name is not null, "Stage name cannot be null");
        AwsException.Require(!Api(request).Stages.ContainsKey(name!), "Stage already exists");
        ConfigureStage(request, name!);
        return PhysicalResource.Of(name!);
    }

    private static void ConfigureStage(ResourceRequest request, string name)
    {
        AwsException.Require(
            Api(request).Deployments.Exists(deployment => deployment.Id == request["DeploymentId"]),
            "Deployment id does not exist");
        var stage = Api(request).MoveStage(name, request["DeploymentId"]!);
        foreach (var setting in request.List("MethodSettings"))
        {
            var path = ((string?)setting!["ResourcePath"] ?? "")
                .Replace("/*", "*", StringComparison.Ordinal)
                .Replace("/", "~1", StringComparison.Ordinal);
            stage.MethodSettings[$"{path}/{setting["HttpMethod"]}"] = new MethodSetting
            {
                ThrottlingRateLimit = AwsJson.Number(setting["ThrottlingRateLimit"]),
                ThrottlingBurstLimit = (int?)AwsJson.Number(setting["ThrottlingBurstLimit"]),
                MetricsEnabled = setting["MetricsEnabled"]?.ToString() == "true",
                DataTraceEnabled = setting["DataTraceEnabled"]?.ToString() == "true",
                LoggingLevel = (string?)setting["LoggingLevel"],
            };
        }
    }

    [GeneratedRegex("^([a-zA-Z0-9._:-]+|\\{[a-zA-Z0-9._:-]+\\+?\\})$")]
    private static partial Regex PathPart();
}

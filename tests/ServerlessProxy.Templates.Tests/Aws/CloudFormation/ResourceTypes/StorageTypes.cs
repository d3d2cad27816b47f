using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Iam;
using ServerlessProxy.Templates.Tests.Aws.SecretsManager;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>Implements log groups, roles, secrets and buckets.</summary>
internal static class StorageTypes
{
    private static readonly string[] SecretValue = ["GenerateSecretString", "SecretString"];

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new("AWS::Logs::LogGroup", CreateLogGroup)
        {
            Delete = request => request.Account.LogGroups.Remove(request.Id),
        },
        new("AWS::IAM::Role", CreateRole)
        {
            Update = request => request.Account.Roles[request.Id] =
                request.Account.Roles[request.Id] with { Properties = request.Properties },
            Delete = request => request.Account.Roles.Remove(request.Id),
        },
        new("AWS::SecretsManager::Secret", CreateSecret)
        {
            Update = UpdateSecret,
            Delete = request => request.Account.Secrets.Delete(request.Id),
        },
        new("AWS::S3::Bucket", CreateBucket) { Delete = request => request.Account.Buckets.Delete(request.Id) },
        new("AWS::S3::BucketPolicy", request =>
            PhysicalResource.Of(request.Account.Buckets.Get(request["Bucket"]!).Name)),
    ];

    private static PhysicalResource CreateLogGroup(ResourceRequest request)
    {
        var name = request.NameOr("LogGroupName", 512);
        return request.Account.LogGroups.Add(name)
            ? PhysicalResource.Of(name, ("Arn", request.Arn("logs", $"log-group:{name}:*")))
            : throw AwsException.AlreadyExists("AWS::Logs::LogGroup", name);
    }

    private static PhysicalResource CreateRole(ResourceRequest request)
    {
        var name = request.NameOr("RoleName");
        var path = request["Path"] ?? "/";
        AwsException.Require(
            name.Length <= 64 && path.StartsWith('/') && path.EndsWith('/'),
            $"1 validation error detected: Value '{name}' at 'roleName' failed to satisfy constraint: Member must have "
            + "length less than or equal to 64");
        var arn = $"arn:aws:iam::{AwsAccount.Id}:role{path}{name}";
        return request.Account.Roles.TryAdd(name, new Role(arn, request.Properties))
            ? PhysicalResource.Of(name, ("Arn", arn), ("RoleId", "AROA" + AwsName.Id(17).ToUpperInvariant()))
            : throw AwsException.AlreadyExists("AWS::IAM::Role", name);
    }

    private static PhysicalResource CreateSecret(ResourceRequest request)
    {
        var name = request["Name"] ?? request.GeneratedName();
        var secret = request.Account.Secrets.Create(name, Value(request));
        return PhysicalResource.Of(secret.Arn, ("Id", secret.Arn));
    }

    private static void UpdateSecret(ResourceRequest request)
    {
        // CloudFormation generates a new value only if a property changes that describes the value.
        if (SecretValue.Any(name => !JsonNode.DeepEquals(request.Properties[name], request.Existing!.Applied[name])))
        {
            request.Account.Secrets.Get(request.Id).Value = Value(request);
        }
    }

    private static string Value(ResourceRequest request)
    {
        AwsException.Require(
            SecretValue.Count(name => request.Properties[name] is not null) <= 1,
            "You can't specify both SecretString and GenerateSecretString.");
        return request["SecretString"]
            ?? RandomPassword.Generate(request.Properties["GenerateSecretString"]?.AsObject() ?? []);
    }

    private static PhysicalResource CreateBucket(ResourceRequest request)
    {
        var name = request.NameOr("BucketName", 63).ToLowerInvariant();
        request.Account.Buckets.Create(name);
        return PhysicalResource.Of(
            name,
            ("Arn", $"arn:aws:s3:::{name}"),
            ("DomainName", $"{name}.s3.amazonaws.com"),
            ("RegionalDomainName", $"{name}.s3.{request.Account.Region}.amazonaws.com"));
    }
}

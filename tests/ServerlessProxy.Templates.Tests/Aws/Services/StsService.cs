using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.Services;

/// <summary>Implements AWS STS: returns the caller's identity.</summary>
internal sealed class StsService : QueryService
{
    public StsService()
        : base("sts", ServiceModel.Load("sts-2011-06-15")) =>
        Serve("GetCallerIdentity", _ => new JsonObject
        {
            ["Arn"] = $"arn:aws:iam::{AwsAccount.Id}:user/rehearsal",
            ["UserId"] = "AIDAREHEARSALEXAMPLE",
            ["Account"] = AwsAccount.Id,
        });
}

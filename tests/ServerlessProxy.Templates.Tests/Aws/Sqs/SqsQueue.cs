using System.Text.Json.Nodes;
using ServerlessProxy1.LocalGateway;

namespace ServerlessProxy.Templates.Tests.Aws.Sqs;

/// <summary>A FIFO queue of SQS.</summary>
/// <param name="arn">Its ARN.</param>
/// <param name="url">Its URL.</param>
/// <param name="properties">Its properties, as CloudFormation has them.</param>
internal sealed class SqsQueue(string arn, string url, JsonObject properties)
{
    /// <summary>Its ARN.</summary>
    public string Arn { get; } = arn;

    /// <summary>Its URL.</summary>
    public string Url { get; } = url;

    /// <summary>Its properties, as CloudFormation has them.</summary>
    public JsonObject Properties { get; set; } = properties;

    /// <summary>What is in it. Nothing goes from it to a dead-letter queue: nothing here receives but people.</summary>
    public LoopbackFifo Messages { get; } = new(TimeSpan.FromSeconds(30), int.MaxValue);

    /// <summary>Its name.</summary>
    public string Name => Arn.Split(':')[^1];
}

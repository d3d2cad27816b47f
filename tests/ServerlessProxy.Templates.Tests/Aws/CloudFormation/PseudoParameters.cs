namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>What every template may refer to.</summary>
internal static class PseudoParameters
{
    /// <summary>The one that stands for no property at all.</summary>
    public const string NoValue = "AWS::NoValue";

    private static readonly HashSet<string> Names =
        ["AWS::AccountId", NoValue, "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix"];

    /// <summary>Whether this is one.</summary>
    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>Its value.</summary>
    /// <returns>Nothing, if it has no text.</returns>
    public static string? Value(string name, Stack stack) => name switch
    {
        "AWS::AccountId" => AwsAccount.Id,
        "AWS::Partition" => "aws",
        "AWS::Region" => stack.Region,
        "AWS::StackId" => stack.Id,
        "AWS::StackName" => stack.Name,
        "AWS::URLSuffix" => "amazonaws.com",
        _ => null,
    };
}

using System.Security.Cryptography;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Generates names and ids in AWS's formats.</summary>
internal static class AwsName
{
    private const string LowerCaseAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string UpperCaseAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Returns an id of API Gateway, such as <c>a1b2c3d4e5</c>.</summary>
    public static string Id(int length = 10) => RandomNumberGenerator.GetString(LowerCaseAndDigits, length);

    /// <summary>Returns an id of EC2: the prefix and 17 hexadecimal digits.</summary>
    public static string Ec2(string prefix) => prefix + "-" + RandomNumberGenerator.GetHexString(17, lowercase: true);

    /// <summary>Returns the suffix of a secret's ARN: <c>-</c> and six letters.</summary>
    public static string SecretSuffix() => "-" + RandomNumberGenerator.GetString(Letters, 6);

    /// <summary>Returns the value of an API key: 40 characters.</summary>
    public static string ApiKeyValue() => RandomNumberGenerator.GetString(Letters + "0123456789", 40);

    /// <summary>Returns a name as CloudFormation generates it, such as <c>my-stack-Bucket-1A2B3C4D5E6F</c>.</summary>
    public static string Generated(string stack, string logicalId, int maximum = 128)
    {
        var suffix = "-" + RandomNumberGenerator.GetString(UpperCaseAndDigits, 12);
        var name = $"{stack}-{logicalId}";
        return name[..Math.Min(name.Length, maximum - suffix.Length)] + suffix;
    }
}

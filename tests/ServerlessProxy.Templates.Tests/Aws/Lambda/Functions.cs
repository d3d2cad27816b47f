using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>Stores an account's Lambda functions.</summary>
internal sealed partial class Functions(string region)
{
    private readonly Dictionary<string, LambdaFunction> functions = [];

    public IReadOnlyCollection<LambdaFunction> All => functions.Values;

    /// <summary>Returns the function with a name or an ARN. Ignores a version or an alias.</summary>
    /// <exception cref="AwsException">The function does not exist.</exception>
    public LambdaFunction Get(string nameOrArn)
    {
        var name = Parts(nameOrArn)[0];
        return functions.GetValueOrDefault(name)
            ?? throw new AwsException(404, "ResourceNotFoundException", $"Function not found: {ArnOf(name)}");
    }

    /// <summary>Returns the function with a name or an ARN. Checks that the version or the alias exists.</summary>
    /// <exception cref="AwsException">The function, the version or the alias does not exist.</exception>
    public LambdaFunction GetQualified(string nameOrArn)
    {
        var function = Get(nameOrArn);
        if (Parts(nameOrArn) is [_, not LambdaFunction.Latest and var qualifier, ..])
        {
            function.Version(qualifier);
        }

        return function;
    }

    /// <summary>Creates a function without code.</summary>
    /// <exception cref="AwsException">The name is in use or invalid.</exception>
    public LambdaFunction Create(string name)
    {
        AwsException.Require(
            FunctionName().IsMatch(name),
            $"1 validation error detected: Value '{name}' at 'functionName' failed to satisfy constraint",
            "ValidationException");
        var function = new LambdaFunction(name, ArnOf(name));
        return functions.TryAdd(name, function)
            ? function
            : throw AwsException.AlreadyExists("AWS::Lambda::Function", name);
    }

    /// <summary>Deletes a function and its versions.</summary>
    public void Delete(string nameOrArn) => functions.Remove(Get(nameOrArn).Name);

    /// <summary>Returns the name, and the version or alias if there is one.</summary>
    private static string[] Parts(string nameOrArn) =>
        nameOrArn.Split(':')[(nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? 6 : 0)..];

    private string ArnOf(string name) => $"arn:aws:lambda:{region}:{AwsAccount.Id}:function:{name}";

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex FunctionName();
}

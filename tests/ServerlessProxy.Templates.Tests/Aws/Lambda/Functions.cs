using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>The account's functions.</summary>
/// <param name="region">Their region.</param>
internal sealed partial class Functions(string region)
{
    private readonly Dictionary<string, LambdaFunction> functions = [];

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<LambdaFunction> All => functions.Values;

    /// <summary>The function of this name or ARN, with or without a version.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public LambdaFunction Get(string nameOrArn)
    {
        var name = NameOf(nameOrArn);
        return functions.TryGetValue(name, out var function)
            ? function
            : throw new AwsException(404, "ResourceNotFoundException", $"Function not found: {ArnOf(name)}");
    }

    /// <summary>The function that this is the name or ARN of, with a version or alias that there is, or without.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public LambdaFunction GetQualified(string nameOrArn)
    {
        var function = Get(nameOrArn);
        if (
            nameOrArn.Split(':').Skip(nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? 7 : 1).FirstOrDefault()
            is { } qualifier
                and not LambdaFunction.Latest)
        {
            function.Version(qualifier);
        }

        return function;
    }

    /// <summary>Makes one, still without code.</summary>
    /// <exception cref="AwsException">The name is taken, or is none.</exception>
    public LambdaFunction Create(string name)
    {
        if (!FunctionName().IsMatch(name))
        {
            throw new AwsException(
                400,
                "ValidationException",
                $"1 validation error detected: Value '{name}' at 'functionName' failed to satisfy constraint");
        }

        var function = new LambdaFunction(name, ArnOf(name));
        return functions.TryAdd(name, function)
            ? function
            : throw AwsException.AlreadyExists("AWS::Lambda::Function", name);
    }

    /// <summary>Deletes one, with its versions.</summary>
    public void Delete(string nameOrArn) => functions.Remove(Get(nameOrArn).Name);

    private static string NameOf(string nameOrArn) =>
        nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn.Split(':')[6] : nameOrArn.Split(':')[0];

    private string ArnOf(string name) => $"arn:aws:lambda:{region}:{AwsAccount.Id}:function:{name}";

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex FunctionName();
}

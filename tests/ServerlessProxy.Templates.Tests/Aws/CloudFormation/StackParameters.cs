using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>The parameters of a request for a stack.</summary>
internal static class StackParameters
{
    /// <summary>Every parameter of the template, with its value.</summary>
    /// <exception cref="AwsException">One has no value, or is not in the template.</exception>
    public static IReadOnlyDictionary<string, string> Read(AwsRequest request, Template template, Stack stack)
    {
        var given = new Dictionary<string, string>();
        for (var index = 1; request.Optional($"Parameters.member.{index}.ParameterKey") is { } key; index++)
        {
            given[key] =
                request.Optional($"Parameters.member.{index}.ParameterValue")
                ?? stack.Parameters.GetValueOrDefault(key, "");
        }

        if (given.Keys.Where(name => !template.Parameters.ContainsKey(name)).ToList() is { Count: > 0 } unknown)
        {
            throw AwsException.Validation($"Parameters: [{string.Join(", ", unknown)}] do not exist in the template");
        }

        if (
            template
                .Parameters.Where(parameter => parameter.Value is null && !given.ContainsKey(parameter.Key))
                .Select(parameter => parameter.Key)
                .ToList() is
            { Count: > 0 } missing)
        {
            throw AwsException.Validation($"Parameters: [{string.Join(", ", missing)}] must have values");
        }

        return template.Parameters.ToDictionary(
            parameter => parameter.Key,
            parameter => given.GetValueOrDefault(parameter.Key, parameter.Value ?? ""));
    }
}

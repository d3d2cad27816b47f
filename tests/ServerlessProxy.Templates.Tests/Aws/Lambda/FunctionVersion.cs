using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>A published version of a function.</summary>
/// <param name="Number">Its number, from 1 on.</param>
/// <param name="Code">Its code.</param>
/// <param name="Configuration">What CloudFormation had applied to the function then, secrets included. It stays.</param>
/// <param name="Published">When, in UTC.</param>
internal sealed record FunctionVersion(int Number, CodeLocation Code, JsonObject Configuration, DateTime Published)
{
    /// <summary>The variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => LambdaFunction.EnvironmentOf(Configuration);

    /// <summary>Whether it is what the function is now: AWS then publishes no other. Tags are the function's own, and code is what it is wherever it came from.</summary>
    public bool Is(LambdaFunction function) =>
        Code.Sha256 == function.Code.Sha256
        && JsonNode.DeepEquals(Versioned(Configuration), Versioned(function.Configuration));

    private static JsonObject Versioned(JsonObject configuration) =>
        new(
            configuration
                .Where(property => property.Key is not ("Code" or "Tags"))
                .Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone())));
}

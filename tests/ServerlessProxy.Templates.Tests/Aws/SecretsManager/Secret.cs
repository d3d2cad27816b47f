using System.Text.Json;

namespace ServerlessProxy.Templates.Tests.Aws.SecretsManager;

/// <summary>A secret.</summary>
/// <param name="name">Its name.</param>
/// <param name="arn">Its ARN.</param>
/// <param name="value">Its value.</param>
internal sealed class Secret(string name, string arn, string value)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its ARN.</summary>
    public string Arn { get; } = arn;

    /// <summary>Its current value. Setting it is what <c>put-secret-value</c> does.</summary>
    public string Value { get; set; } = value;

    /// <summary>What its value holds under a key.</summary>
    /// <exception cref="AwsException">The value is no JSON object, or has no such key.</exception>
    public string Get(string key)
    {
        try
        {
            using var json = JsonDocument.Parse(Value);
            if (
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(key, out var found))
            {
                return found.ToString();
            }
        }
        catch (JsonException)
        {
            throw AwsException.Validation("Could not parse SecretString JSON.");
        }

        throw AwsException.Validation("Could not find a value associated with JSONKey in SecretString");
    }
}

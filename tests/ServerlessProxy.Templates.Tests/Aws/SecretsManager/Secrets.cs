using System.Text.Json;

namespace ServerlessProxy.Templates.Tests.Aws.SecretsManager;

/// <summary>Stores an account's secrets.</summary>
internal sealed class Secrets(string region)
{
    private readonly List<Secret> secrets = [];

    public IReadOnlyCollection<Secret> All => secrets;

    /// <summary>Returns the secret with a name or an ARN.</summary>
    /// <exception cref="AwsException">The secret does not exist.</exception>
    public Secret Get(string nameOrArn) =>
        secrets.Find(secret => secret.Name == nameOrArn || secret.Arn == nameOrArn)
        ?? throw new AwsException(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

    /// <summary>Creates a secret.</summary>
    /// <exception cref="AwsException">The name is in use.</exception>
    public Secret Create(string name, string value)
    {
        AwsException.Require(
            !secrets.Exists(secret => secret.Name == name),
            $"The operation failed because the secret {name} already exists.",
            "ResourceExistsException");
        var arn = $"arn:aws:secretsmanager:{region}:{AwsAccount.Id}:secret:{name}{AwsName.SecretSuffix()}";
        var created = new Secret(name, arn, value);
        secrets.Add(created);
        return created;
    }

    /// <summary>Deletes a secret without a recovery window.</summary>
    public void Delete(string nameOrArn) => secrets.Remove(Get(nameOrArn));
}

/// <summary>Represents a secret.</summary>
internal sealed class Secret(string name, string arn, string value)
{
    public string Name { get; } = name;
    public string Arn { get; } = arn;

    /// <summary>The current value. Set it to do what <c>put-secret-value</c> does.</summary>
    public string Value { get; set; } = value;

    /// <summary>Returns the value stored under a key.</summary>
    /// <exception cref="AwsException">The secret is not a JSON object, or does not have the key.</exception>
    public string Get(string key)
    {
        try
        {
            using var json = JsonDocument.Parse(Value);
            if (json.RootElement.ValueKind == JsonValueKind.Object
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

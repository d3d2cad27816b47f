namespace ServerlessProxy.Templates.Tests.Aws.SecretsManager;

/// <summary>The account's secrets.</summary>
/// <param name="region">Their region.</param>
internal sealed class Secrets(string region)
{
    private readonly List<Secret> secrets = [];

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Secret> All => secrets;

    /// <summary>The secret of this name or ARN.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public Secret Get(string nameOrArn) =>
        secrets.Find(secret => secret.Name == nameOrArn || secret.Arn == nameOrArn)
        ?? throw new AwsException(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

    /// <summary>Makes one.</summary>
    /// <exception cref="AwsException">The name is taken.</exception>
    public Secret Create(string name, string value)
    {
        if (secrets.Exists(secret => secret.Name == name))
        {
            throw new AwsException(
                400,
                "ResourceExistsException",
                $"The operation failed because the secret {name} already exists.");
        }

        var created = new Secret(
            name,
            $"arn:aws:secretsmanager:{region}:{AwsAccount.Id}:secret:{name}{AwsName.SecretSuffix()}",
            value);
        secrets.Add(created);
        return created;
    }

    /// <summary>Deletes one, without a time in which it could be restored.</summary>
    public void Delete(string nameOrArn) => secrets.Remove(Get(nameOrArn));
}

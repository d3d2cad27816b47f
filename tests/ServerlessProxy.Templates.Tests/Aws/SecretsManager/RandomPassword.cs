using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.SecretsManager;

/// <summary>The property <c>GenerateSecretString</c> of a secret.</summary>
internal static class RandomPassword
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Makes the secret's value.</summary>
    /// <exception cref="AwsException">The property is not as documented.</exception>
    public static string Generate(JsonObject property)
    {
        var password = Choose(property);
        if (property["GenerateStringKey"] is null && property["SecretStringTemplate"] is null)
        {
            return password;
        }

        if (property["GenerateStringKey"] is not { } key || property["SecretStringTemplate"] is not { } template)
        {
            throw AwsException.Validation("You must specify both SecretStringTemplate and GenerateStringKey.");
        }

        var value = JsonNode.Parse((string)template!)!.AsObject();
        value[(string)key!] = password;
        return value.ToJsonString();
    }

    private static string Choose(JsonObject property)
    {
        var length = int.Parse(
            property["PasswordLength"]?.ToString() ?? "32",
            System.Globalization.CultureInfo.InvariantCulture);
        var excluded = (string?)property["ExcludeCharacters"] ?? "";
        var kinds = new[]
            {
                Kind("ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                Kind("ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz"),
                Kind("ExcludeNumbers", "0123456789"),
                Kind("ExcludePunctuation", Punctuation),
                IsTrue("IncludeSpace") ? " " : "",
            }
            .Where(kind => kind.Length > 0)
            .ToList();
        if (length is < 1 or > 4096 || kinds.Count == 0)
        {
            throw AwsException.Validation(
                "The password can't be generated: its length must be 1 to 4096, of characters that are not all excluded."
            );
        }

        var one = property["RequireEachIncludedType"]?.ToString() is "false"
            ? []
            : kinds.Take(length).Select(kind => RandomNumberGenerator.GetString(kind, 1)[0]).ToArray();
        char[] password = [.. one, .. RandomNumberGenerator.GetItems<char>(string.Concat(kinds), length - one.Length)];
        RandomNumberGenerator.Shuffle(password.AsSpan());
        return new string(password);

        string Kind(string exclude, string characters) =>
            IsTrue(exclude)
                ? ""
                : string.Concat(characters.Where(character => !excluded.Contains(character, StringComparison.Ordinal)));

        bool IsTrue(string name) => property[name]?.ToString() is "true";
    }
}

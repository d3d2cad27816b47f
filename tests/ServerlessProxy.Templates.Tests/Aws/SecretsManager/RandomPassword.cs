using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.SecretsManager;

/// <summary>Generates the value of a secret from its property <c>GenerateSecretString</c>.</summary>
internal static class RandomPassword
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Returns a value.</summary>
    /// <exception cref="AwsException">The property is invalid.</exception>
    public static string Generate(JsonObject property)
    {
        var (key, template) = ((string?)property["GenerateStringKey"], (string?)property["SecretStringTemplate"]);
        AwsException.Require(
            key is null == template is null,
            "You must specify both SecretStringTemplate and GenerateStringKey.");
        if (key is null || template is null)
        {
            return Choose(property);
        }

        var value = JsonNode.Parse(template)!.AsObject();
        value[key] = Choose(property);
        return value.ToJsonString();
    }

    private static string Choose(JsonObject property)
    {
        var length = (int)(AwsJson.Number(property["PasswordLength"]) ?? 32);
        var excluded = (string?)property["ExcludeCharacters"] ?? "";
        var kinds = new[]
        {
            Kind("ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            Kind("ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz"),
            Kind("ExcludeNumbers", "0123456789"),
            Kind("ExcludePunctuation", Punctuation),
            IsTrue("IncludeSpace") ? " " : "",
        }.Where(kind => kind.Length > 0).ToList();
        AwsException.Require(
            length is >= 1 and <= 4096 && kinds.Count > 0,
            "The password can't be generated: its length must be 1 to 4096, of characters that are not all excluded.");

        var one = property["RequireEachIncludedType"]?.ToString() is "false"
            ? []
            : kinds.Take(length).Select(kind => RandomNumberGenerator.GetString(kind, 1)[0]).ToArray();
        char[] password = [.. one, .. RandomNumberGenerator.GetItems<char>(string.Concat(kinds), length - one.Length)];
        RandomNumberGenerator.Shuffle(password.AsSpan());
        return new string(password);

        string Kind(string exclude, string characters) =>
            IsTrue(exclude) ? "" : string.Concat(characters.Where(each => !excluded.Contains(each)));

        bool IsTrue(string name) => property[name]?.ToString() is "true";
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Numbers, which requests and templates may have as texts, too.</summary>
internal static class AwsNumber
{
    /// <summary>Reads one.</summary>
    /// <returns>Nothing, if there is none.</returns>
    /// <exception cref="AwsException">It is something else.</exception>
    public static double? Read(JsonNode? number) =>
        number is null ? null
        : double.TryParse(number.ToString(), CultureInfo.InvariantCulture, out var value) ? value
        : throw AwsException.Validation($"{number} is no number.");
}

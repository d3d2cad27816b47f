using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Reads and builds JSON as AWS does.</summary>
internal static class AwsJson
{
    /// <summary>Returns a number, which requests and templates may contain as text; null if it is missing.</summary>
    /// <exception cref="AwsException">The value is not a number.</exception>
    public static double? Number(JsonNode? number) =>
        number is null ? null
        : double.TryParse(number.ToString(), CultureInfo.InvariantCulture, out var value) ? value
        : throw AwsException.Validation($"{number} is not a number.");

    /// <summary>Converts each item to JSON.</summary>
    public static JsonArray ToJsonArray<T>(this IEnumerable<T> items, Func<T, JsonNode?> convert) =>
        new(items.Select(convert).ToArray());

    /// <summary>Converts each entry to a member of a JSON object.</summary>
    public static JsonObject ToJsonObject<T>(
        this IEnumerable<KeyValuePair<string, T>> entries,
        Func<T, JsonNode?> convert) =>
        new(entries.Select(entry => KeyValuePair.Create(entry.Key, convert(entry.Value))));

    /// <summary>Removes the members that are null.</summary>
    public static JsonObject WithoutNulls(JsonObject json)
    {
        foreach (var (name, _) in json.Where(member => member.Value is null).ToList())
        {
            json.Remove(name);
        }

        return json;
    }
}

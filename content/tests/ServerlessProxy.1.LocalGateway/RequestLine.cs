using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessProxy.LocalGateway;

/// <summary>Formats the line that <c>npm run local</c> prints for each request.</summary>
public static class RequestLine
{
    /// <summary>The text fields of a log line that have their own place in the readable line, or none.</summary>
    private static readonly string[] Known = ["requestId", "method", "path", "error", "detail", "FunctionName"];

    /// <summary>Formats a request: <c>14:03:12  GET /forward/items  200  12 ms</c>.</summary>
    /// <param name="method">The method, and the path as the caller wrote it.</param>
    /// <param name="remark">What the line ends with, such as an error; may be empty.</param>
    public static string Format(string method, string path, int status, double milliseconds, string remark) =>
        $"{DateTime.Now:HH:mm:ss}  {method} {path}  {status}  {milliseconds:0} ms  {remark}".TrimEnd();

    /// <summary>Converts a JSON line that the function logged for CloudWatch. Returns all other output
    /// unchanged.</summary>
    /// <param name="output">A line of the function's output.</param>
    /// <param name="route">The route's path, which the function does not log.</param>
    public static string Read(string output, string route)
    {
        if (Parse(output) is not { } line)
        {
            return output;
        }

        var remarks = line.Where(field => IsText(field.Value) && !Known.Contains(field.Key))
            .Select(field => $"{field.Key} {field.Value}")
            .Append(line["error"] is { } error ? $"{error}: {line["detail"]}" : "");
        return Format(
            $"{line["method"] ?? "-"}",
            line["path"] is { } path ? route + path : "-",
            (int)line["status"]!,
            (double)line["durationMs"]!,
            string.Join("  ", remarks));
    }

    private static JsonObject? Parse(string output)
    {
        try
        {
            return output.StartsWith('{') && JsonNode.Parse(output) is JsonObject line && line.ContainsKey("_aws")
                ? line
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsText(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String;
}

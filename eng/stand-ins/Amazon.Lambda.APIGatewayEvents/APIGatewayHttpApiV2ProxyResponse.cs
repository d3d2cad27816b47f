namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>The answer to an <see cref="APIGatewayHttpApiV2ProxyRequest"/>.</summary>
/// <remarks>See
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html.</remarks>
public class APIGatewayHttpApiV2ProxyResponse
{
    public int StatusCode { get; set; }

    public IDictionary<string, string> Headers { get; set; }

    public string[] Cookies { get; set; }

    public string Body { get; set; }

    public bool IsBase64Encoded { get; set; }

    /// <summary>Sets a header, or adds the value to it where <paramref name="append"/> is true.</summary>
    public void SetHeaderValues(string headerName, string value, bool append) =>
        SetHeaderValues(headerName, [value], append);

    /// <summary>Sets a header to several values, joined by commas, as payload format 2.0 has it.</summary>
    public void SetHeaderValues(string headerName, IEnumerable<string> values, bool append)
    {
        Headers ??= new Dictionary<string, string>();
        var present = append && Headers.TryGetValue(headerName, out var value) ? new[] { value } : [];
        Headers[headerName] = string.Join(",", present.Concat(values));
    }
}

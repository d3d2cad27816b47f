namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>The answer to an <see cref="APIGatewayProxyRequest"/>.</summary>
/// <remarks>See
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.</remarks>
public class APIGatewayProxyResponse
{
    public int StatusCode { get; set; }

    public IDictionary<string, string> Headers { get; set; }

    public IDictionary<string, IList<string>> MultiValueHeaders { get; set; }

    public string Body { get; set; }

    public bool IsBase64Encoded { get; set; }
}

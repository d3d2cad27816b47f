using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;

// A forwarder that a user could write in an hour, in the style of AWS's blueprints. It forwards the method, the path, the
// query, the header fields and the body, and it returns the status, the header fields and the body.
var backend = Environment.GetEnvironmentVariable("BACKEND_URL");
using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(25) };

Func<APIGatewayProxyRequest, ILambdaContext, Task<APIGatewayProxyResponse>> handler = ForwardAsync;
using var bootstrap = LambdaBootstrapBuilder.Create(handler, new DefaultLambdaJsonSerializer()).Build();
await bootstrap.RunAsync();

async Task<APIGatewayProxyResponse> ForwardAsync(APIGatewayProxyRequest request, ILambdaContext context)
{
    var query = string.Join(
        '&',
        (request.MultiValueQueryStringParameters ?? new Dictionary<string, IList<string>>()).SelectMany(parameter =>
            parameter.Value.Select(value =>
                $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(value)}")));
    using var message = new HttpRequestMessage(
        new HttpMethod(request.HttpMethod),
        backend + request.Path + (query.Length > 0 ? $"?{query}" : ""));
    if (request.Body is not null)
    {
        message.Content = new ByteArrayContent(
            request.IsBase64Encoded ? Convert.FromBase64String(request.Body) : Encoding.UTF8.GetBytes(request.Body));
    }

    foreach (var (name, values) in request.MultiValueHeaders ?? new Dictionary<string, IList<string>>())
    {
        if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase)
            && !message.Headers.TryAddWithoutValidation(name, values))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, values);
        }
    }

    using var response = await client.SendAsync(message);
    return new APIGatewayProxyResponse
    {
        StatusCode = (int)response.StatusCode,
        MultiValueHeaders = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(field => field.Key, field => (IList<string>)[.. field.Value]),
        Body = Convert.ToBase64String(await response.Content.ReadAsByteArrayAsync()),
        IsBase64Encoded = true,
    };
}

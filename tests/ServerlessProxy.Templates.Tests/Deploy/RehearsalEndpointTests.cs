using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks behavior of the loopback AWS that no deployment uses.</summary>
public sealed class RehearsalEndpointTests
{
    [Theory]
    [InlineData(null, "Missing Authentication Token")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "The security token included in the request is invalid.")]
    public async Task Request_WithoutAKnownSignature_IsRejected(string? accessKeyId, string message)
    {
        await using var aws = await AwsEndpoint.StartAsync();
        var (status, body) = await GetAsync(aws, "/apikeys", accessKeyId);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal(message, (string?)JsonNode.Parse(body)!["message"]);
    }

    [Theory]
    [InlineData("/vpclinks", "apigateway", "apigateway GetVpcLinks")]
    [InlineData("/v2/apis/1/integrations", "apigateway", "apigatewayv2 GetIntegrations")]
    [InlineData("/2017-10-31/functions/x/concurrency", "lambda", "lambda DeleteFunctionConcurrency")]
    [InlineData("/", "kms", "kms DELETE /")]
    public async Task Operation_ThatIsUnknown_FailsAndIsListed(string path, string service, string unknown)
    {
        await using var aws = await AwsEndpoint.StartAsync();
        var method = unknown.Contains("DELETE", StringComparison.OrdinalIgnoreCase)
            ? HttpMethod.Delete
            : HttpMethod.Get;
        var (status, body) = await SendAsync(aws, method, path, AwsEnvironment.AccessKeyId, service);
        Assert.Equal(HttpStatusCode.NotImplemented, status);
        Assert.Contains("THE REHEARSAL DOES NOT KNOW", body, StringComparison.Ordinal);
        Assert.Equal([unknown], aws.Unsupported);
    }

    [Fact]
    public async Task Failure_LastsUntilItIsDisposed()
    {
        await using var aws = await AwsEndpoint.StartAsync();
        using (aws.Fail("apigateway", "GetApiKeys", 429, "LimitExceededException", "Rate exceeded"))
        {
            Assert.Equal(
                ((HttpStatusCode)429, """{"message":"Rate exceeded"}"""),
                await GetAsync(aws, "/apikeys", AwsEnvironment.AccessKeyId));
        }

        Assert.Equal(
            (HttpStatusCode.OK, """{"item":[]}"""),
            await GetAsync(aws, "/apikeys", AwsEnvironment.AccessKeyId));
        Assert.Equal(
            ["apigateway GetApiKeys 429", "apigateway GetApiKeys 200"],
            aws.Calls.Select(call => call.ToString()));
    }

    private static Task<(HttpStatusCode Status, string Body)> GetAsync(
        AwsEndpoint aws,
        string path,
        string? accessKeyId
    ) => SendAsync(aws, HttpMethod.Get, path, accessKeyId, "apigateway");

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        AwsEndpoint aws,
        HttpMethod method,
        string path,
        string? accessKeyId,
        string service)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(aws.Address, path));
        if (accessKeyId is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "AWS4-HMAC-SHA256",
                $"Credential={accessKeyId}/20261124/eu-west-1/{service}/aws4_request, "
                    + $"SignedHeaders=host, Signature={new string('0', 64)}");
        }

        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

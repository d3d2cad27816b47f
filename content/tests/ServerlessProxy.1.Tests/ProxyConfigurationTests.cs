using System.Text;
using System.Text.Json;

namespace ServerlessProxy1.Tests;

/// <summary>The settings, and what a function with a wrong one does.</summary>
public sealed class ProxyConfigurationTests
{
    private static readonly Dictionary<string, string?> Right = new()
    {
        ["AUTH"] = "api-key",
        ["BACKEND_URL"] = "http://10.0.12.5:8080/base/?key=1",
        ["ROUTE_PREFIX"] = "/forward",
        ["BACKEND_TIMEOUT_SECONDS"] = "25",
        ["AWS_LAMBDA_FUNCTION_NAME"] = "my-proxy-dev-forward",
    };

    [Fact]
    public void Settings_AreRead()
    {
        var configuration = ProxyConfiguration.Read(Right.GetValueOrDefault);
        Assert.Equal(new BackendUrl("http://10.0.12.5:8080", "/base/", "key=1"), configuration.Backend);
        Assert.Equal("/forward", configuration.RoutePrefix);
        Assert.Equal(TimeSpan.FromSeconds(25), configuration.BackendTimeout);
        Assert.Equal(["x-api-key"], configuration.GatewayCredentialHeaders);
        Assert.Equal("my-proxy-dev-forward", configuration.ServiceName);
    }

    public static TheoryData<string, string?> WrongSettings => new()
    {
        { "BACKEND_URL", null },
        { "BACKEND_URL", "" },
        { "BACKEND_URL", "/relative" },
        { "BACKEND_URL", "10.0.12.5:8080" },
        { "BACKEND_URL", "ftp://10.0.12.5" },
        { "BACKEND_URL", "http://user:secret@10.0.12.5" },
        { "BACKEND_URL", "http://10.0.12.5/#here" },
        { "BACKEND_CA_FILE", "no-such-file.pem" },
        { "BACKEND_CA_FILE", "bootstrap.dll" },
        { "ROUTE_PREFIX", null },
        { "ROUTE_PREFIX", "forward" },
        { "ROUTE_PREFIX", "/forward/" },
        { "BACKEND_TIMEOUT_SECONDS", null },
        { "BACKEND_TIMEOUT_SECONDS", "soon" },
        { "BACKEND_TIMEOUT_SECONDS", "0" },
        { "BACKEND_TIMEOUT_SECONDS", "901" },
        { "BACKEND_TIMEOUT_SECONDS", "-1" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task F34_WrongSetting_Is503_AndNamedInTheLogOnly(string name, string? value)
    {
        var settings = new Dictionary<string, string?>(Right) { [name] = value };
        using var log = new MemoryStream();
        using var function = Function.FromEnvironment(new RestApiEvents(), settings.GetValueOrDefault, log);
        await using var output = await function.HandleAsync(new MemoryStream("{}"u8.ToArray()), new LambdaContext(TimeSpan.FromSeconds(27)));
        using var result = await JsonDocument.ParseAsync(output);

        Assert.Equal(503, result.RootElement.GetProperty("statusCode").GetInt32());
        Assert.DoesNotContain(name, result.RootElement.GetProperty("body").GetString(), StringComparison.Ordinal);
        var line = Encoding.UTF8.GetString(log.ToArray());
        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }
}

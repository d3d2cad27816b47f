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

    /// <summary>Whoever starts no function without it (<see cref="CallerPolicy"/>) is another; nothing is held back for what nobody brings.</summary>
    [Fact]
    public void Settings_WithoutAuth_HoldNothingBack() =>
        Assert.Empty(ProxyConfiguration.Read(new Dictionary<string, string?>(Right) { ["AUTH"] = null }.GetValueOrDefault).GatewayCredentialHeaders);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("900", 900)]
    public void Timeout_IsOfLambdasRange(string setting, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ProxyConfiguration.Read(new Dictionary<string, string?>(Right) { ["BACKEND_TIMEOUT_SECONDS"] = setting }.GetValueOrDefault).BackendTimeout);

    /// <summary>The setting, its value, and what the log says of it.</summary>
    public static TheoryData<string, string?, string> WrongSettings => new()
    {
        { "BACKEND_URL", null, "is not set" },
        { "BACKEND_URL", "", "is not set" },
        { "BACKEND_URL", "/relative", "must be an absolute http or https URL" },
        { "BACKEND_URL", "10.0.12.5:8080", "must be an absolute http or https URL" },
        { "BACKEND_URL", "ftp://10.0.12.5", "must be an absolute http or https URL" },
        { "BACKEND_URL", "http://user:secret@10.0.12.5", "must hold neither credentials nor a fragment" },
        { "BACKEND_URL", "http://10.0.12.5/#here", "must hold neither credentials nor a fragment" },
        { "BACKEND_CA_FILE", "no-such-file.pem", "no-such-file.pem in the deployment package cannot be read as PEM: " },
        { "BACKEND_CA_FILE", "bootstrap.dll", "bootstrap.dll holds no certificate" },
        { "ROUTE_PREFIX", null, "is not set" },
        { "ROUTE_PREFIX", "forward", "must begin with a slash and not end with one" },
        { "ROUTE_PREFIX", "/forward/", "must begin with a slash and not end with one" },
        { "BACKEND_TIMEOUT_SECONDS", null, "is not set" },
        { "BACKEND_TIMEOUT_SECONDS", "soon", "must be a whole number of seconds from 1 to 900" },
        { "BACKEND_TIMEOUT_SECONDS", "0", "must be a whole number of seconds from 1 to 900" },
        { "BACKEND_TIMEOUT_SECONDS", "901", "must be a whole number of seconds from 1 to 900" },
        { "BACKEND_TIMEOUT_SECONDS", "-1", "must be a whole number of seconds from 1 to 900" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task F34_WrongSetting_Is503_AndNamedInTheLogOnly(string name, string? value, string problem)
    {
        var settings = new Dictionary<string, string?>(Right) { [name] = value };
        using var log = new MemoryStream();
        using var unconfigured = Function.FromEnvironment(new RestApiEvents(), settings.GetValueOrDefault, log);
        await using var output = await unconfigured.HandleAsync(new MemoryStream("{}"u8.ToArray()), new LambdaContext(TimeSpan.FromSeconds(27)));
        using var result = await JsonDocument.ParseAsync(output);

        Assert.Equal(503, result.RootElement.GetProperty("statusCode").GetInt32());
        Assert.DoesNotContain(name, result.RootElement.GetProperty("body").GetString(), StringComparison.Ordinal);
        var line = Encoding.UTF8.GetString(log.ToArray());
        Assert.Contains($"\"detail\":\"{name}: {problem}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }
}

using System.Text;
using System.Text.Json;

namespace ServerlessProxy.Tests;

/// <summary>Tests how environment variables become settings, and how a function with an invalid one responds.</summary>
public sealed class SettingsTests
{
    private static readonly Dictionary<string, string?> Valid = new()
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
        var settings = Read();
        Assert.Equal(new BackendUrl("http://10.0.12.5:8080", "/base/", "key=1"), settings.Forwarding.Backend);
        Assert.Equal("/forward", settings.RoutePrefix);
        Assert.Equal(TimeSpan.FromSeconds(25), settings.BackendTimeout);
        Assert.Equal(["x-api-key"], settings.Forwarding.GatewayCredentials.Headers);
        Assert.Equal("my-proxy-dev-forward", settings.Forwarding.ServiceName);
    }

    /// <summary>Such a function does not start (<see cref="CallerPolicy"/>). Without an API key, all headers
    /// pass.</summary>
    [Fact]
    public void Settings_WithoutAuth_HoldNothingBack() =>
        Assert.Empty(Read(("AUTH", null)).Forwarding.GatewayCredentials.Headers);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("900", 900)]
    public void Timeout_IsOfLambdasRange(string setting, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(("BACKEND_TIMEOUT_SECONDS", setting)).BackendTimeout);

    /// <summary>A setting, its value, and the message in the log.</summary>
    public static TheoryData<string, string?, string> WrongSettings => new()
    {
        { "BACKEND_URL", null, "is not set. Set it in serverless.yml." },
        { "BACKEND_URL", "", "is not set. Set it in serverless.yml." },
        { "BACKEND_URL", "/relative", "is not an absolute http or https URL. Use, for example, http://10.0.12.5:8080." },
        { "BACKEND_URL", "10.0.12.5:8080", "is not an absolute http or https URL. Use, for example, http://10.0.12.5:8080." },
        { "BACKEND_URL", "ftp://10.0.12.5", "is not an absolute http or https URL. Use, for example, http://10.0.12.5:8080." },
        { "BACKEND_URL", "http://user:secret@10.0.12.5", "contains credentials or a fragment. Remove them." },
        { "BACKEND_URL", "http://10.0.12.5/#here", "contains credentials or a fragment. Remove them." },
        { "ROUTE_PREFIX", null, "is not set. Set it in serverless.yml." },
        { "ROUTE_PREFIX", "forward", "\"forward\" is not a route prefix. Use a leading slash and no trailing slash." },
        { "ROUTE_PREFIX", "/forward/", "\"/forward/\" is not a route prefix. Use a leading slash and no trailing slash." },
        { "BACKEND_TIMEOUT_SECONDS", null, "is not set. Set it in serverless.yml." },
        { "BACKEND_TIMEOUT_SECONDS", "soon", "\"soon\" is not a timeout. Use whole seconds from 1 to 900." },
        { "BACKEND_TIMEOUT_SECONDS", "0", "\"0\" is not a timeout. Use whole seconds from 1 to 900." },
        { "BACKEND_TIMEOUT_SECONDS", "901", "\"901\" is not a timeout. Use whole seconds from 1 to 900." },
        { "BACKEND_TIMEOUT_SECONDS", "-1", "\"-1\" is not a timeout. Use whole seconds from 1 to 900." },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public void Setting_ThatIsWrong_IsNamed_WithoutASecretInIt(string name, string? value, string problem)
    {
        var exception = Assert.Throws<ConfigurationException>(() => Read((name, value)));
        Assert.Equal($"{name}: {problem}", exception.Message);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F34_FunctionWithAWrongSetting_AnswersWith503_AndOnlyItsLogNamesTheSetting()
    {
        using var log = new MemoryStream();
        using var function = new UnconfiguredFunction(new RestApiEvents(), "BACKEND_URL: is wrong", log);
        await using var output = await function.HandleAsync(
            new MemoryStream("{}"u8.ToArray()),
            new LambdaContext(TimeSpan.FromSeconds(27)));
        using var result = await JsonDocument.ParseAsync(output);
        Assert.Equal(503, result.RootElement.GetProperty("statusCode").GetInt32());
        Assert.DoesNotContain(
            "BACKEND_URL",
            result.RootElement.GetProperty("body").GetString(),
            StringComparison.Ordinal);
        Assert.Contains(
            "\"detail\":\"BACKEND_URL: is wrong\"",
            Encoding.UTF8.GetString(log.ToArray()),
            StringComparison.Ordinal);
    }

    private static readonly string[] LocalUrls =
    [
        "http://127.0.0.1:8080", "http://127.1.2.3", "http://2130706433", "http://0x7f.1", "http://0.0.0.0",
        "http://0.1.2.3", "http://[::1]", "http://[::]", "http://[::ffff:127.0.0.1]", "http://[::ffff:169.254.1.1]",
        "http://localhost", "https://LOCALHOST.", "http://a.localhost", "http://169.254.169.254", "http://[fe80::1]",
    ];

    private static readonly string[] OtherUrls =
    [
        "http://10.0.12.5", "http://localhost.example.com", "http://mylocalhost", "http://169.253.1.1",
        "http://[fd00::1]", "http://128.0.0.1",
    ];

    /// <summary>The environments of a managed runtime, of every runtime, and of a developer's machine.</summary>
    [Theory]
    [InlineData("AWS_EXECUTION_ENV", "AWS_Lambda_dotnet8", true)]
    [InlineData("LAMBDA_TASK_ROOT", "/var/task", true)]
    [InlineData("LAMBDA_TASK_ROOT", "/home/me/my-proxy/artifacts/function", false)]
    public void Url_OfTheFunctionItself_IsRefusedOnLambda(string name, string value, bool refused)
    {
        Assert.All(LocalUrls, url => Assert.Equal(
            refused ? "BACKEND_URL: is an address of the function itself. Use the backend's address in the VPC." : null,
            Record.Exception(() => Read((name, value), ("BACKEND_URL", url)))?.Message));
        Assert.All(OtherUrls, url => Read((name, value), ("BACKEND_URL", url)));
    }

    /// <summary>Reads the valid settings with some changes.</summary>
    private static Settings Read(params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Valid);
        Array.ForEach(changes, change => settings[change.Name] = change.Value);
        return Settings.Read(settings.GetValueOrDefault);
    }
}

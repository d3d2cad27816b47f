namespace ServerlessProxy.Tests;

/// <summary>Tests which part of the gateway's path is sent to the backend.</summary>
public sealed class RoutePathTests
{
    [Theory]
    [InlineData("/forward", null, "")]
    [InlineData("/forward/", null, "/")]
    [InlineData("/forward/x", null, "/x")]
    [InlineData("/forward/x", "$default", "/x")]
    [InlineData("/prod/forward/x", "prod", "/x")]
    [InlineData("/prod/forward/prod/x", "prod", "/prod/x")]
    [InlineData("/prod/forward/forward/x", "prod", "/forward/x")]
    [InlineData("/forward/forward/x", "forward", "/x")]
    [InlineData("/forward/x", "forward", "/x")]
    [InlineData("/base/forward/x", "prod", "/x")]
    [InlineData("/base/path/forward/x", "prod", "/x")]
    [InlineData("/prod/forward/a%2Fb", "prod", "/a%2Fb")]
    public void F04_StageAndBasePath_AreRemovedOnce(string path, string? stage, string expected) =>
        Assert.Equal(expected, RoutePath.After(path, stage, "/forward"));

    [Theory]
    [InlineData("/products/x", "prod", "/products", "/x")]
    [InlineData("/prod/products/x", "prod", "/products", "/x")]
    [InlineData("/prod/prod/x", "prod", "/prod", "/x")]
    [InlineData("/prod/prod/prod/x", "prod", "/prod", "/prod/x")]
    [InlineData("/dev/hooks/ci/x", "dev", "/hooks/ci", "/x")]
    public void F04_Stage_IsAWholeSegment(string path, string stage, string prefix, string expected) =>
        Assert.Equal(expected, RoutePath.After(path, stage, prefix));

    [Theory]
    [InlineData("/forward/forward/x", "prod", "forward/x", "/forward/x")]
    [InlineData("/forward/forward/x", "prod", "x", "/x")]
    [InlineData("/forward/forward/x", "forward", "forward/x", "/forward/x")]
    [InlineData("/prod/forward/a%2Fb", "prod", "a/b", "/a%2Fb")]
    [InlineData("/prod/forward/x", "prod", "something else", "/x")]
    public void F04_PathThatCanBeReadInTwoWays_IsReadAsTheRouteWas(
        string path,
        string stage,
        string proxy,
        string expected
    ) => Assert.Equal(expected, RoutePath.After(path, stage, "/forward", proxy));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/other/x")]
    [InlineData("/forwarded/x")]
    [InlineData("/xforward/x")]
    public void F30_PathWithoutThePrefix_IsRefused(string path) =>
        Assert.Equal(
            ErrorKind.BadRequest,
            Assert.Throws<ProxyException>(() => RoutePath.After(path, "dev", "/forward")).Kind);
}

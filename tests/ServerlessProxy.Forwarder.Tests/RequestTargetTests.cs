namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Tests the encoding of paths and queries, including those that no HTTP client sends.</summary>
public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("/%00", "/%00")]
    [InlineData("/%0d%0aX: y", "/%0d%0aX:%20y")]
    [InlineData("/\\evil.example", "/%5Cevil.example")]
    [InlineData("/ü/☃/𝄞", "/%C3%BC/%E2%98%83/%F0%9D%84%9E")]
    [InlineData("/a?b#c", "/a%3Fb%23c")]
    [InlineData("/%", "/%25")]
    [InlineData("/%4", "/%254")]
    [InlineData("/%4g", "/%254g")]
    [InlineData("/\"<>^`{|}", "/%22%3C%3E%5E%60%7B%7C%7D")]
    public void F02_Path_IsEncodedWhereItMust(string path, string expected) =>
        Assert.Equal(expected, RequestTarget.Path(path));

    [Theory]
    [InlineData("a=1&b=%zz&c=%", "a=1&b=%zz&c=%")]
    [InlineData("a=[1]{2}|3\\4^5`6\"7<8>9", "a=[1]{2}|3\\4^5`6\"7<8>9")]
    [InlineData("a=b c#d", "a=b%20c%23d")]
    [InlineData("a=ü", "a=%C3%BC")]
    public void F05_Query_IsEncodedWhereItMust(string query, string expected) =>
        Assert.Equal(expected, RequestTarget.Query(query));

    [Theory]
    [InlineData("/\0")]
    [InlineData("/a\r\nX: y")]
    [InlineData("/a\nb")]
    [InlineData("/\u007f")]
    public void F30_WhatCannotBeSent_IsRefused(string target)
    {
        Assert.Equal(ErrorKind.BadRequest, Assert.Throws<ProxyException>(() => RequestTarget.Path(target)).Kind);
        Assert.Equal(ErrorKind.BadRequest, Assert.Throws<ProxyException>(() => RequestTarget.Query(target)).Kind);
    }

    // A separate test, because xUnit does not pass half a surrogate pair to a test unchanged.
    [Fact]
    public void F30_HalfASurrogatePair_IsRefused() =>
        Assert.Equal(
            ErrorKind.BadRequest,
            Assert.Throws<ProxyException>(() => RequestTarget.Path("/" + (char)0xD800)).Kind);

    [Theory]
    [InlineData("http://10.0.12.5:8080", "//evil.example/x")]
    [InlineData("http://10.0.12.5:8080", "/@evil.example")]
    [InlineData("http://10.0.12.5:8080/base", "/\\evil.example")]
    [InlineData("http://10.0.12.5:8080/base", "/%2F%2Fevil.example")]
    public void F02_Host_IsTheBackends(string url, string path)
    {
        var target = BackendUrl.Parse(url).Target(RequestTarget.Path(path), "");
        Assert.Equal("10.0.12.5", target.Host);
        Assert.Equal(8080, target.Port);
        Assert.StartsWith(new Uri(url).AbsolutePath, target.PathAndQuery, StringComparison.Ordinal);
    }
}

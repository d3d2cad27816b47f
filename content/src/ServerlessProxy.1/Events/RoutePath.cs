namespace ServerlessProxy;

/// <summary>Finds, in the path that API Gateway tells, the part that is the backend's.</summary>
public static class RoutePath
{
    /// <summary>What lies behind the route prefix: empty, or with a leading slash. Before the prefix may stand the stage (once)
    /// or the base path of a custom domain's mapping.</summary>
    /// <param name="path">As the event tells it.</param>
    /// <param name="stage">The stage's name; null or <c>$default</c> if the path has no segment for it.</param>
    /// <param name="prefix">With a leading slash and none at the end.</param>
    /// <param name="proxy">What the route's <c>{proxy+}</c> stands for, decoded: it decides where the path could be read in two ways. Null if there is none.</param>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the prefix is not in the path.</exception>
    public static string After(string path, string? stage, string prefix, string? proxy = null)
    {
        ArgumentNullException.ThrowIfNull(path);

        var readings = Readings(path, stage, prefix).ToList();
        return readings.Find(rest => proxy is not null && Uri.UnescapeDataString(rest).Trim('/') == proxy.Trim('/'))
            ?? readings.FirstOrDefault()
            ?? throw new ProxyException(ErrorKind.BadRequest, "the request's path does not hold ROUTE_PREFIX");
    }

    /// <summary>Every rest that the path could have, the likeliest first.</summary>
    private static IEnumerable<string> Readings(string path, string? stage, string prefix)
    {
        if (
            stage is { Length: > 0 }
            && WithoutPrefix(path, "/" + stage) is { } withoutStage
            && WithoutPrefix(withoutStage, prefix) is { } target)
        {
            yield return target;
        }

        for (var start = 0; start >= 0 && start < path.Length; start = path.IndexOf('/', start + 1))
        {
            if (WithoutPrefix(path, prefix, start) is { } rest)
            {
                yield return rest;
            }
        }
    }

    /// <summary>The path less a prefix of whole segments; null if it does not begin with it.</summary>
    private static string? WithoutPrefix(string path, string prefix, int start = 0)
    {
        var rest = path.AsSpan(start);
        return
            rest.StartsWith(prefix, StringComparison.Ordinal)
            && (rest.Length == prefix.Length || rest[prefix.Length] == '/')
            ? path[(start + prefix.Length)..]
            : null;
    }
}

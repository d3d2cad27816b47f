namespace ServerlessProxy;

/// <summary>Finds the part of an event's path that is forwarded to the backend.</summary>
public static class RoutePath
{
    /// <summary>Returns the path after the route prefix: empty, or with a leading slash. The prefix can follow the
    /// stage (once) or the base path of a custom domain.</summary>
    /// <param name="path">The path in the event.</param>
    /// <param name="stage">The stage's name. The path does not have to contain it.</param>
    /// <param name="prefix">The route prefix, with a leading slash and without a trailing one.</param>
    /// <param name="proxy">The decoded value of the route's <c>{proxy+}</c>, which decides if the prefix occurs more
    /// than once; null if there is none.</param>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the path does not contain the
    /// prefix.</exception>
    public static string After(string? path, string? stage, string prefix, string? proxy = null)
    {
        var candidates = Candidates(
            path ?? throw new ProxyException(ErrorKind.BadRequest, "the event has no path"),
            stage,
            prefix).ToList();
        return candidates.Find(rest => proxy is not null && Uri.UnescapeDataString(rest).Trim('/') == proxy.Trim('/'))
            ?? candidates.FirstOrDefault()
            ?? throw new ProxyException(ErrorKind.BadRequest, "the request's path does not contain ROUTE_PREFIX");
    }

    /// <summary>Returns every possible result, the most likely first.</summary>
    private static IEnumerable<string> Candidates(string path, string? stage, string prefix)
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

    /// <summary>Returns what follows a prefix of whole segments; null if they are not at this position.</summary>
    private static string? WithoutPrefix(string path, string prefix, int start = 0)
    {
        var end = start + prefix.Length;
        return path.AsSpan(start).StartsWith(prefix, StringComparison.Ordinal)
            && (end == path.Length || path[end] == '/')
            ? path[end..]
            : null;
    }
}

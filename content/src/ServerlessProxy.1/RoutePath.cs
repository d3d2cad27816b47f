namespace ServerlessProxy1;

/// <summary>Finds, in the path that API Gateway tells, the part that is the backend's.</summary>
public static class RoutePath
{
    /// <summary>What lies behind the route prefix: empty, or with a leading slash. Before the prefix may stand the stage (once)
    /// or the base path of a custom domain's mapping.</summary>
    /// <param name="path">As the caller wrote it.</param>
    /// <param name="stage">The stage's name; null or <c>$default</c> if the path has no segment for it.</param>
    /// <param name="prefix">With a leading slash and none at the end.</param>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the prefix is not in the path.</exception>
    public static string Behind(string path, string? stage, string prefix)
    {
        ArgumentNullException.ThrowIfNull(path);

        if (stage is { Length: > 0 } && After(path, "/" + stage) is { } withoutStage && After(withoutStage, prefix) is { } target)
        {
            return target;
        }

        for (var start = 0; start >= 0 && start < path.Length; start = path.IndexOf('/', start + 1))
        {
            if (After(path[start..], prefix) is { } rest)
            {
                return rest;
            }
        }

        throw new ProxyException(ErrorKind.BadRequest, "the request's path does not hold ROUTE_PREFIX");
    }

    /// <summary>The path less a prefix of whole segments; null if it does not begin with it.</summary>
    private static string? After(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/')
            ? path[prefix.Length..]
            : null;
}

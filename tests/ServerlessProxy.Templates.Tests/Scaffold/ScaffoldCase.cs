namespace ServerlessProxy.Templates.Tests;

/// <summary>Represents the options of a scaffold and the expected result.</summary>
/// <param name="Name">The case's name.</param>
/// <param name="Arguments">The template's options.</param>
public sealed record ScaffoldCase(string Name, IReadOnlyList<string> Arguments)
{
    public string ApiType { get; init; } = "rest";

    /// <summary>
    /// True if other tests build this case: those of <c>content/</c>, or <see cref="QuickStartTests"/>.
    /// </summary>
    public bool IsBuiltElsewhere { get; init; }

    public string Framework { get; init; } = "net8.0";

    public string Architecture { get; init; } = "x86_64";

    public string Region { get; init; } = "eu-west-1";

    public string Path { get; init; } = "forward";

    public string Url { get; init; } = "http://10.0.12.5:8080";

    public int Port { get; init; } = 8080;

    public string Vpc { get; init; } = "vpc-0123456789abcdef0";

    public IReadOnlyList<string> Cidrs { get; init; } = ["10.0.12.5/32"];

    public IReadOnlyList<string> Subnets { get; init; } = ["subnet-0123456789abcdef0", "subnet-12345678"];

    /// <inheritdoc/>
    public override string ToString() => Name;
}

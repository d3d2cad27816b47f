namespace ServerlessProxy.Templates.Tests;

/// <summary>Who may call, and what must follow from it.</summary>
/// <param name="ApiType">The API type.</param>
/// <param name="Auth">The value of <c>--auth</c>.</param>
/// <param name="Requires">What API Gateway requires: the authorization type, or <c>API_KEY</c>.</param>
public sealed record AuthCase(string ApiType, string Auth, string Requires)
{
    /// <summary>Every auth that is a webhook provider's.</summary>
    public static readonly IReadOnlyList<string> Webhooks =
        ["github", "gitlab", "bitbucket", "gitea", "stripe", "slack", "standard-webhooks"];

    /// <summary>Every combination that differs in more than a name: webhook providers other than GitHub are rows of one
    /// table, so one of them is enough.</summary>
    public static TheoryData<AuthCase> All =>
    [
        new("rest", "auto", "API_KEY"),
        new("rest", "iam", "AWS_IAM"),
        new("rest", "github", "NONE"),
        new("rest", "standard-webhooks", "NONE"),
        new("rest", "none", "NONE"),
        new("http", "auto", "AWS_IAM"),
        new("http", "jwt", "JWT"),
        new("http", "github", "NONE"),
        new("http", "none", "NONE"),
    ];

    /// <summary>The auth that <c>auto</c> selects.</summary>
    public string Resolved => Auth != "auto" ? Auth : ApiType == "rest" ? "api-key" : "iam";

    /// <summary>Whether callers sign.</summary>
    public bool IsSigned => Webhooks.Contains(Auth);

    /// <summary>What the scaffold's README must explain.</summary>
    public string InReadme => Resolved switch
    {
        "api-key" => "x-api-key: $KEY",
        "iam" => "--aws-sigv4",
        "jwt" => "Bearer $TOKEN",
        "none" => "Anyone may call",
        _ => "(docs/webhooks.md) explains where",
    };

    /// <summary>The template's options.</summary>
    public string[] Options =>
        [
            .. Template.Working,
            "--api-type",
            ApiType,
            "--auth",
            Auth,
            .. Auth == "jwt"
                ? new[] { "--jwt-issuer", "https://issuer.example/", "--jwt-audience", "my-proxy, other" }
                : [],
        ];

    /// <inheritdoc/>
    public override string ToString() => $"{ApiType} {Auth}";
}

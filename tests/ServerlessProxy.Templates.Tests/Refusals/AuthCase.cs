namespace ServerlessProxy.Templates.Tests;

/// <summary>Who may call, and what must come of it.</summary>
/// <param name="ApiType">The API type.</param>
/// <param name="Auth">What <c>--auth</c> was told.</param>
/// <param name="Asks">What API Gateway asks of callers: the authorization type, or <c>API_KEY</c>.</param>
public sealed record AuthCase(string ApiType, string Auth, string Asks)
{
    private static readonly string[] Webhooks = ["github", "gitlab", "bitbucket", "gitea", "stripe", "slack", "standard-webhooks"];

    /// <summary>Every auth, and every combination that differs in more than a name: seconds each.</summary>
    public static TheoryData<AuthCase> All =>
    [
        new("rest", "auto", "API_KEY"),
        new("rest", "api-key", "API_KEY"),
        new("rest", "iam", "AWS_IAM"),
        .. Webhooks.Select(webhook => new AuthCase("rest", webhook, "NONE")),
        new("rest", "none", "NONE"),
        new("http", "auto", "AWS_IAM"),
        new("http", "iam", "AWS_IAM"),
        new("http", "jwt", "JWT"),
        .. Webhooks.Where(webhook => webhook is "github" or "standard-webhooks").Select(webhook => new AuthCase("http", webhook, "NONE")),
        new("http", "none", "NONE"),
    ];

    /// <summary>What is meant.</summary>
    public string Resolved => Auth != "auto" ? Auth : ApiType == "rest" ? "api-key" : "iam";

    /// <summary>Whether callers sign.</summary>
    public bool IsSigned => Webhooks.Contains(Auth);

    /// <summary>What the scaffold's README must say.</summary>
    public string InReadme => Resolved switch
    {
        "api-key" => "x-api-key: $KEY",
        "iam" => "--aws-sigv4",
        "jwt" => "Bearer $TOKEN",
        "github" => "- GitHub, *Settings",
        "gitlab" => "- GitLab, *Settings",
        "bitbucket" => "- Bitbucket, *Repository settings",
        "gitea" => "- Gitea or Forgejo, *Settings",
        "stripe" => "Stripe makes its secrets itself",
        "slack" => "Slack makes its secret itself",
        "standard-webhooks" => "- As `whsec_` and the secret",
        _ => "Anyone may call",
    };

    /// <summary>The template's options.</summary>
    public string[] Options =>
    [
        .. Template.Working, "--api-type", ApiType, "--auth", Auth,
        .. Auth == "jwt" ? new[] { "--jwt-issuer", "https://issuer.example/", "--jwt-audience", "my-proxy, other" } : [],
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{ApiType} {Auth}";
}

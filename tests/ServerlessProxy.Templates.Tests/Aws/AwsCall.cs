namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>A request that reached the endpoint, and its answer.</summary>
/// <param name="Service">The service in the credential scope, such as <c>lambda</c>; API Gateway's second API is <c>apigatewayv2</c>.</param>
/// <param name="Operation">The operation, as AWS names it.</param>
/// <param name="Parameters">What stood in path, query string or form, by AWS's member names.</param>
/// <param name="Body">The request's body; how long it was, if it is no text.</param>
/// <param name="Status">The answer's HTTP status.</param>
/// <param name="Answer">The answer's body.</param>
internal sealed record AwsCall(
    string Service,
    string Operation,
    IReadOnlyDictionary<string, string> Parameters,
    string Body,
    int Status,
    string Answer)
{
    /// <summary>Whether a text stands anywhere in the request.</summary>
    public bool Sends(string text) => Holds(Body, text) || Parameters.Values.Any(value => Holds(value, text));

    /// <summary>Whether a text stands in the answer.</summary>
    public bool Answers(string text) => Holds(Answer, text);

    /// <inheritdoc/>
    public override string ToString() => $"{Service} {Operation} {Status}";

    private static bool Holds(string whole, string text) => whole.Contains(text, StringComparison.Ordinal);
}

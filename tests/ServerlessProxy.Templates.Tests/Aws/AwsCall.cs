namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Records a request to the endpoint and its response.</summary>
/// <param name="Service">
/// The service in the credential scope, such as <c>lambda</c>; <c>apigatewayv2</c> for API Gateway's second API.
/// </param>
/// <param name="Operation">AWS's name of the operation.</param>
/// <param name="Parameters">The values in the path, query string or form, by AWS's member names.</param>
/// <param name="Body">The request's body; its length if it is not text.</param>
/// <param name="Status">The response's HTTP status.</param>
/// <param name="Answer">The response's body.</param>
internal sealed record AwsCall(
    string Service,
    string Operation,
    IReadOnlyDictionary<string, string> Parameters,
    string Body,
    int Status,
    string Answer)
{
    /// <summary>Checks whether the request contains a text.</summary>
    public bool Sends(string text) => Parameters.Values.Append(Body).Any(value => Contains(value, text));

    /// <summary>Checks whether the response contains a text.</summary>
    public bool Answers(string text) => Contains(Answer, text);

    public override string ToString() => $"{Service} {Operation} {Status}";

    private static bool Contains(string whole, string text) => whole.Contains(text, StringComparison.Ordinal);
}

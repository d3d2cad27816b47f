namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Represents an event: its body and the <c>Lambda-Runtime-*</c> headers.</summary>
internal sealed class Invocation(HttpResponseMessage answer) : IDisposable
{
    public Stream Body { get; } = answer.Content.ReadAsStream();

    /// <summary>Returns the header <c>Lambda-Runtime-<paramref name="name"/></c>, or null.</summary>
    public string Header(string name) =>
        answer.Headers.TryGetValues($"Lambda-Runtime-{name}", out var values) ? values.First() : null;

    public void Dispose() => answer.Dispose();
}

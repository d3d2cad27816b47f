namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>An operation that fails from now on, until this is disposed.</summary>
/// <param name="service">The service, as in <see cref="AwsCall"/>.</param>
/// <param name="operation">The operation.</param>
/// <param name="error">What it answers; null for a success, after which nothing has been done.</param>
/// <param name="remove">Ends it.</param>
internal sealed class AwsFailure(string service, string operation, AwsException? error, Action<AwsFailure> remove)
    : IDisposable
{
    /// <summary>What it answers; null for a success, after which nothing has been done.</summary>
    public AwsException? Error { get; } = error;

    /// <summary>Whether it strikes here.</summary>
    public bool Strikes(string calledService, string calledOperation) =>
        service == calledService && operation == calledOperation;

    /// <summary>Ends it.</summary>
    public void Dispose() => remove(this);
}

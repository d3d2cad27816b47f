namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>A service of AWS: its operations, on an account's state.</summary>
/// <param name="name">Its name in the calls.</param>
/// <param name="model">Its model.</param>
internal abstract class AwsService(string name, ServiceModel model)
{
    private readonly Dictionary<string, Func<AwsRequest, AwsResponse>> operations = [];

    /// <summary>Its name in the calls.</summary>
    public string Name { get; } = name;

    /// <summary>Its name in the credential scope.</summary>
    public virtual string SigningName => Name;

    /// <summary>Its model.</summary>
    protected ServiceModel Model { get; } = model;

    /// <summary>Finds out what a request asks for.</summary>
    /// <returns>Nothing, if that is no operation of this service.</returns>
    public abstract AwsRequest? Read(HttpMessage message);

    /// <summary>Carries out a request.</summary>
    /// <returns>Nothing, if the rehearsal does not know this operation.</returns>
    public AwsResponse? Answer(AwsRequest request) =>
        operations.TryGetValue(request.Operation.Name, out var operation) ? operation(request) : null;

    /// <summary>Says that a request is refused.</summary>
    public abstract AwsResponse Refuse(AwsException error);

    /// <summary>Takes on an operation.</summary>
    protected void Serve(string operation, Func<AwsRequest, AwsResponse> answer)
    {
        if (Model.Named(operation) is null)
        {
            throw new ArgumentException($"{Name} has no operation {operation}.", nameof(operation));
        }

        operations.Add(operation, answer);
    }
}

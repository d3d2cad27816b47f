namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>AWS refuses a request, or a resource.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">AWS's error code, such as <c>NotFoundException</c>.</param>
/// <param name="message">AWS's text.</param>
internal sealed class AwsException(int status, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>AWS's error code.</summary>
    public string Code { get; } = code;

    /// <summary>CloudFormation and STS: a request that cannot be carried out.</summary>
    public static AwsException Validation(string message) => new(400, "ValidationError", message);

    /// <summary>Makes sure of something.</summary>
    /// <exception cref="AwsException">It does not hold.</exception>
    public static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw Validation(message);
        }
    }

    /// <summary>API Gateway: a value that it does not take.</summary>
    public static AwsException BadRequest(string message) => new(400, "BadRequestException", message);

    /// <summary>API Gateway: nothing has this id or name.</summary>
    public static AwsException NotFound(string message) => new(404, "NotFoundException", message);

    /// <summary>API Gateway: something has this id or name already.</summary>
    public static AwsException Conflict(string message) => new(409, "ConflictException", message);

    /// <summary>A resource whose name is taken.</summary>
    public static AwsException AlreadyExists(string type, string name) =>
        new(400, "AlreadyExists", $"Resource of type '{type}' with identifier '{name}' already exists.");
}

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Reports that AWS would reject a request or a resource.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">AWS's error code, such as <c>NotFoundException</c>.</param>
/// <param name="message">AWS's text.</param>
internal sealed class AwsException(int status, string code, string message) : Exception(message)
{
    private const string ValidationError = "ValidationError";

    public int Status { get; } = status;
    public string Code { get; } = code;

    /// <summary>Throws unless a condition holds.</summary>
    /// <exception cref="AwsException">The condition does not hold.</exception>
    public static void Require(bool holds, string message, string code = ValidationError, int status = 400)
    {
        if (!holds)
        {
            throw new AwsException(status, code, message);
        }
    }

    /// <summary>Throws API Gateway's error for an invalid value, unless a condition holds.</summary>
    /// <exception cref="AwsException">The condition does not hold.</exception>
    public static void RequireForGateway(bool holds, string message) => Require(holds, message, "BadRequestException");

    /// <summary>Returns CloudFormation's and STS's error for an invalid request.</summary>
    public static AwsException Validation(string message) => new(400, ValidationError, message);

    /// <summary>Returns API Gateway's error for an invalid value.</summary>
    public static AwsException BadRequest(string message) => new(400, "BadRequestException", message);

    /// <summary>Returns API Gateway's error for an unknown id or name.</summary>
    public static AwsException NotFound(string message) => new(404, "NotFoundException", message);

    /// <summary>Returns API Gateway's error for an id or name that is in use.</summary>
    public static AwsException Conflict(string message) => new(409, "ConflictException", message);

    /// <summary>Returns CloudFormation's error for a name that is in use.</summary>
    public static AwsException AlreadyExists(string type, string name) =>
        new(400, "AlreadyExists", $"Resource of type '{type}' with identifier '{name}' already exists.");
}

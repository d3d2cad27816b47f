using Amazon.Runtime;

namespace ServerlessProxy;

/// <summary>What the log says of a call to AWS that failed.</summary>
public static class AwsFailure
{
    /// <summary>The kind of failure. AWS's messages name accounts and keys, and are left out.</summary>
    public static string Describe(string call, Exception exception) =>
        exception switch
        {
            AmazonServiceException { ErrorCode.Length: > 0 } answer =>
                $"{call}: {answer.ErrorCode} ({(int)answer.StatusCode})",
            InvalidDataException => $"{call}: {exception.Message}",
            OperationCanceledException => $"{call}: no answer in time",
            _ => $"{call}: {exception.GetBaseException().GetType().Name}",
        };
}

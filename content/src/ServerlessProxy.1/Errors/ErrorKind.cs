namespace ServerlessProxy;

/// <summary>Everything that can go wrong, named by the stage where it does.</summary>
public enum ErrorKind
{
    /// <summary>The event cannot be read as a request.</summary>
    BadRequest,

    /// <summary>The request is not signed as it must be.</summary>
    Unauthorized,

    /// <summary>The caller's address is not allowed.</summary>
    Forbidden,

    /// <summary>The method cannot be forwarded.</summary>
    MethodNotAllowed,

    /// <summary>The event is larger than Lambda allows.</summary>
    RequestTooLarge,

    /// <summary>A setting is missing or wrong; the log names it.</summary>
    Unconfigured,

    /// <summary>No connection, or no HTTP, or not all of it.</summary>
    BackendUnreachable,

    /// <summary>The backend's answer does not fit into Lambda's result.</summary>
    ResponseTooLarge,

    /// <summary>The backend was not done in time.</summary>
    DeadlineExceeded,

    /// <summary>A defect of the proxy.</summary>
    Unexpected,
}

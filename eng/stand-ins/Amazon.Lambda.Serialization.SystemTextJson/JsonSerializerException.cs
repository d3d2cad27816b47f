namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>An event that is not the handler's input, or a result that is not JSON. The cause is within.</summary>
public class JsonSerializerException(string message, Exception exception) : Exception(message, exception);

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Indicates that an event is not the handler's input, or that a result cannot be written as JSON.</summary>
public class JsonSerializerException(string message, Exception exception) : Exception(message, exception);

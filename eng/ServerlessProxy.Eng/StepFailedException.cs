namespace ServerlessProxy.Eng;

/// <summary>Indicates that a required program failed.</summary>
/// <param name="message">Its command line and its output.</param>
public sealed class StepFailedException(string message) : Exception(message);

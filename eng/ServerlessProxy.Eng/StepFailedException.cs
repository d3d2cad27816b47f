namespace ServerlessProxy.Eng;

/// <summary>A program that had to succeed did not.</summary>
/// <param name="message">Its command line and its output.</param>
public sealed class StepFailedException(string message) : Exception(message);

namespace ServerlessProxy.Eng;

/// <summary>Indicates that the command line is invalid.</summary>
/// <param name="message">Names the option, what is wrong and how to fix it.</param>
public sealed class UsageException(string message) : Exception(message);

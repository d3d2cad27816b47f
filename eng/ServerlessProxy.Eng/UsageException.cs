namespace ServerlessProxy.Eng;

/// <summary>The command line is wrong.</summary>
/// <param name="message">Names the option, what was wrong and what is right.</param>
public sealed class UsageException(string message) : Exception(message);

namespace ServerlessProxy.Bench;

/// <summary>Represents a measured function.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="File">Its assembly, or its native file.</param>
/// <param name="Zip">Its deployment package; null if it is never deployed.</param>
internal sealed record Subject(string Name, string File, string? Zip = null);

namespace ServerlessProxy.Bench;

/// <summary>A function that is measured.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="File">Its assembly, or its native file.</param>
/// <param name="Zip">Its deployment package; null for one that is never deployed.</param>
internal sealed record Subject(string Name, string File, string? Zip = null);

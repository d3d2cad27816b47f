namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Represents a file in the deployment package, which is the folder of the tests here.</summary>
internal sealed class PemFile : IDisposable
{
    /// <summary>Writes the file.</summary>
    public PemFile(string text) => File.WriteAllText(Path.Combine(AppContext.BaseDirectory, Name), text);

    /// <summary>The name, as a setting contains it.</summary>
    public string Name { get; } = $"{Guid.NewGuid()}.pem";

    public void Dispose() => File.Delete(Path.Combine(AppContext.BaseDirectory, Name));
}

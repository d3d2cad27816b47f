namespace ServerlessProxy.Forwarder.Tests;

/// <summary>A file in the deployment package, which is this folder here.</summary>
internal sealed class PemFile : IDisposable
{
    /// <summary>Writes it.</summary>
    public PemFile(string text) => File.WriteAllText(Path.Combine(AppContext.BaseDirectory, Name), text);

    /// <summary>Its name, as a setting has it.</summary>
    public string Name { get; } = $"{Guid.NewGuid()}.pem";

    public void Dispose() => File.Delete(Path.Combine(AppContext.BaseDirectory, Name));
}

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Runs tests one at a time, with no other test in parallel.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Runs tests one at a time, with no other test in parallel.</summary>
[CollectionDefinition(nameof(NotParallel), DisableParallelization = true)]
public sealed class NotParallel;

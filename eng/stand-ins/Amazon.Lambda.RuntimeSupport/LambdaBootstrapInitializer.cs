namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Runs once before the first event. False ends the process without an event.</summary>
public delegate Task<bool> LambdaBootstrapInitializer();

namespace ServerlessProxy.Tests;

/// <summary>Represents a stopped clock.</summary>
/// <param name="seconds">Its time, in seconds since 1970.</param>
internal sealed class FixedClock(long seconds) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(seconds);
}

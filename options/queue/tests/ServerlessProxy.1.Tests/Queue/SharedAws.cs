using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Provides one SQS on 127.0.0.1 for this process. Clients read its address from the environment.</summary>
internal static class SharedAws
{
    private static readonly Lazy<Task<LoopbackAws>> Started = new(StartAsync);

    public static Task<LoopbackAws> Instance => Started.Value;

    private static async Task<LoopbackAws> StartAsync()
    {
        var aws = await LoopbackAws.StartAsync();
        foreach (var (name, value) in aws.Environment)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        return aws;
    }
}

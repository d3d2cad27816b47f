using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace ServerlessProxy;

/// <summary>Creates the function from its settings and handles events until Lambda ends the process.</summary>
internal static class Program
{
    private static void Main()
    {
        using var log = Console.OpenStandardOutput();
        var function = Create(Environment.GetEnvironmentVariable, log);
#if (UseSnapStart)

        // Lambda restores this process from its snapshot later, on another machine. No connection survives that. The
        // name is qualified, because RuntimeSupport contains a namespace SnapshotRestore.
        Amazon.Lambda.Core.SnapshotRestore.RegisterAfterRestore(() =>
        {
            function.Dispose();
            function = Create(Environment.GetEnvironmentVariable, log);
            return ValueTask.CompletedTask;
        });
#endif
        function.WarmUp();

        Func<Stream, ILambdaContext, Task<Stream>> handler = (input, context) => function.HandleAsync(input, context);
        using var bootstrap = LambdaBootstrapBuilder.Create(handler).Build();
        bootstrap.RunAsync().GetAwaiter().GetResult();
    }

    /// <summary>Creates the function from its environment variables.</summary>
    /// <exception cref="ConfigurationException">The function does not know how to check callers. It must not start.
    /// </exception>
    private static ILambdaFunction Create(Func<string, string?> setting, Stream log)
    {
        var events = new RestApiEvents();
#if (UseQueue)
        var idSource = DeliveryIdSource.IdempotencyKey;
#if (UseWebhooks)
        if (SignatureSchemes.ByName.TryGetValue(setting("AUTH") ?? "", out var scheme))
        {
            idSource = new DeliveryIdSource(scheme.DeliveryHeader) { Scope = scheme.DeliveryScope };
        }
#endif
        return QueueRole.Create(
            events,
            setting,
            () => ReadCallers(setting),
            () => ReadSettings(setting),
            idSource,
            log);
#else
        var callers = ReadCallers(setting);
        try
        {
            return new Function(events, callers, ReadSettings(setting), log);
        }
        catch (ConfigurationException exception)
        {
            return new UnconfiguredFunction(events, exception.Message, log);
        }
#endif
    }

    private static CallerPolicy ReadCallers(Func<string, string?> setting) =>
#if (UseWebhooks)
        CallerPolicy.Read(setting, WebhookSignature.Read(setting, TimeProvider.System));
#else
        CallerPolicy.Read(setting);
#endif

    private static Settings ReadSettings(Func<string, string?> setting) =>
#if (UsePrivateCa)
        Settings.Read(setting) with { Tls = BackendCertificates.Read(setting) };
#else
        Settings.Read(setting);
#endif
}

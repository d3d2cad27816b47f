using ServerlessProxy;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>
/// Creates the functions at both ends of a queue as their program does, with webhooks and a private CA.
/// </summary>
internal static class QueueRoles
{
    /// <summary>Creates the function that <c>ROLE</c> names.</summary>
    public static ILambdaFunction Create(IGatewayEvents events, Func<string, string?> setting, Stream log) =>
        QueueRole.Create(
            events,
            setting,
            () => CallerPolicy.Read(setting, WebhookSignature.Read(setting, TimeProvider.System)),
            () => Settings.Read(setting) with { Tls = BackendCertificates.Read(setting) },
            IdSource(setting("AUTH") ?? ""),
            log);

    /// <summary>Returns the source of the delivery ids for an <c>AUTH</c>.</summary>
    public static DeliveryIdSource IdSource(string auth) => SignatureSchemes.ByName.TryGetValue(auth, out var scheme)
        ? new DeliveryIdSource(scheme.DeliveryHeader) { Scope = scheme.DeliveryScope }
        : DeliveryIdSource.IdempotencyKey;
}

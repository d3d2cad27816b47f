using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessProxy;

/// <summary>Does once, while Lambda initializes the function with a whole CPU, what the first request would else wait for at the function's share of one: a call
/// goes the whole way of AWS's client, to a server on loopback, and SQS gets nothing. A provider waits ten seconds for the receiver; the deliverer has five
/// for SQS when its backend has used up its time.</summary>
public static class QueueWarmUp
{
    /// <summary>Longer than it ever takes, shorter than Lambda waits.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>The receiver's: a sample request is sent.</summary>
    /// <returns>Whether all of it was done. A function that is not warm serves all the same: nothing that the network does throws.</returns>
    public static Task<bool> SendAsync(IGatewayEvents events, string queueUrl)
    {
        ArgumentNullException.ThrowIfNull(events);

        return RunAsync(queueUrl, async (client, url, cancellationToken) =>
        {
            using var sample = new MemoryStream(Encoding.UTF8.GetBytes(events.Sample));
            var request = events.Read(sample, IGatewayEvents.SampleRoute);
            var queued = new QueuedRequest { DeliveryId = "sample", ReceivedAt = DateTimeOffset.UtcNow, Request = request };

            // A message that is gone leaves its checksum out, which is not compared then.
            await client.SendMessageAsync(new SendMessageRequest { QueueUrl = url, MessageBody = queued.ToJson(), MessageGroupId = "sample", MessageDeduplicationId = "sample" }, cancellationToken);

            using var response = ErrorMap.Response(ErrorKind.Unexpected, "sample");
            using var result = ResultWriter.Write(events, response);
            var entry = new DeliveryLogEntry { FunctionName = "sample", DeliveryId = "sample" };
            entry.Describe(request);
            new RequestLog(Stream.Null).Write(entry);
        });
    }

    /// <summary>The deliverer's: a sample message is hidden.</summary>
    /// <returns>As of <see cref="SendAsync"/>.</returns>
    public static Task<bool> DelayAsync(string queueUrl) => RunAsync(queueUrl, (client, url, cancellationToken) => client.ChangeMessageVisibilityAsync(url, "sample", 0, cancellationToken));

    private static async Task<bool> RunAsync(string queueUrl, Func<AmazonSQSClient, string, CancellationToken, Task> call)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await Task.WhenAll(CallAsync(call, limit.Token), Dns.GetHostAddressesAsync(new Uri(queueUrl).DnsSafeHost, limit.Token)).WaitAsync(limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException or AmazonClientException or AmazonServiceException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task CallAsync(Func<AmazonSQSClient, string, CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, cancellationToken);
        using var client = new AmazonSQSClient(new BasicAWSCredentials("sample", "sample"), new AmazonSQSConfig { ServiceURL = $"http://{listener.LocalEndpoint}", MaxErrorRetry = 0 });
        await call(client, $"http://{listener.LocalEndpoint}/sample.fifo", cancellationToken);
        await answering;
    }

    private static async Task AnswerAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellationToken);
        var stream = client.GetStream();
        var received = new byte[16 * 1024];
        var length = 0;
        do
        {
            length += await stream.ReadAtLeastAsync(received.AsMemory(length), 1, cancellationToken: cancellationToken);
        }
        while (!received.AsSpan(0, length).EndsWith("}"u8));

        // Right for both calls: one reads the id, the other nothing.
        const string body = """{"MessageId":"sample"}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), cancellationToken);
    }
}

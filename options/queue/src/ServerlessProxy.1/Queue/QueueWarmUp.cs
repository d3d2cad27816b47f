using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessProxy;

/// <summary>Loads the receiver's code while Lambda initializes it with a whole CPU, because the senders of webhooks
/// wait for ten seconds only. A sample request goes through AWS's client to a server on loopback. SQS does not receive
/// anything.</summary>
public static class QueueWarmUp
{
    /// <summary>Limits the time, so that a slow name server does not keep the function from starting.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Sends a sample request. It ignores network errors: the first request reports them in its log
    /// line.</summary>
    /// <returns>True if everything succeeded.</returns>
    public static async Task<bool> SendAsync(IGatewayEvents events, string queueUrl)
    {
        try
        {
            var host = new Uri(queueUrl).DnsSafeHost;
            await Task.WhenAll(SendSampleAsync(events), Dns.GetHostAddressesAsync(host)).WaitAsync(Limit);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException or AmazonClientException
            or AmazonServiceException or HttpRequestException or OperationCanceledException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task SendSampleAsync(IGatewayEvents events)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var config = new AmazonSQSConfig
        {
            ServiceURL = $"http://{listener.LocalEndpoint}",
            Timeout = Limit,
            MaxErrorRetry = 0,
        };
        using var client = new AmazonSQSClient(new BasicAWSCredentials("sample", "sample"), config);

        using var sample = new MemoryStream(Encoding.UTF8.GetBytes(events.Sample));
        var request = events.Read(sample, IGatewayEvents.SampleRoute);
        var queued = new QueuedRequest { DeliveryId = "sample", ReceivedAt = DateTimeOffset.UtcNow, Request = request };
        using var body = new MemoryStream(CompressedBody.Compress("sample"u8).ToArray());

        // On its own thread, because the thread pool starts with one thread for each CPU.
        _ = Task.Factory.StartNew(
            () => Answer(listener), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await client.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = $"http://{listener.LocalEndpoint}/sample.fifo",
            MessageBody = queued.ToJson(),
            MessageGroupId = "sample",
            MessageDeduplicationId = "sample",
            MessageAttributes = new()
            {
                [RequestMessages.BodyAttribute] = new() { DataType = "Binary", BinaryValue = body },
            },
        });

        using var result = ResultWriter.Write(events, ErrorMap.Response(ErrorKind.Unexpected, "sample"));
        var entry = new DeliveryLogEntry { FunctionName = "sample", DeliveryId = "sample" };
        entry.Add(request);
        new RequestLog(Stream.Null).Write(entry);
    }

    private static void Answer(TcpListener listener)
    {
        using var client = listener.AcceptSocket();
        var received = new byte[16 * 1024];
        var (length, count) = (0, 0);
        do
        {
            count = client.Receive(received.AsSpan(length));
            length += count;
        }
        while (count > 0 && !received.AsSpan(0, length).EndsWith("}"u8));

        // Without hashes, which AWS's client would compare.
        const string body = """{"MessageId":"sample"}""";
        var head = $"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {body.Length}\r\n";
        client.Send(Encoding.ASCII.GetBytes($"{head}Connection: close\r\n\r\n{body}"));
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessProxy;

/// <summary>Warms up the receiver while Lambda initializes it with a whole CPU: a sample request goes through AWS's
/// client to a server on loopback, and SQS gets nothing. The senders of webhooks wait for ten seconds.</summary>
public static class QueueWarmUp
{
    /// <summary>Longer than it ever takes, and shorter than Lambda waits.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Sends a sample request. Errors of the network do not throw: a function that is not warm works
    /// too.</summary>
    /// <returns>Whether all of it was done.</returns>
    public static async Task<bool> SendAsync(IGatewayEvents events, string queueUrl)
    {
        ArgumentNullException.ThrowIfNull(events);

        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await Task.WhenAll(
                SendSampleAsync(events, limit.Token),
                Dns.GetHostAddressesAsync(new Uri(queueUrl).DnsSafeHost, limit.Token)).WaitAsync(limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException or AmazonClientException
            or AmazonServiceException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task SendSampleAsync(IGatewayEvents events, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, cancellationToken);
        var config = new AmazonSQSConfig { ServiceURL = $"http://{listener.LocalEndpoint}", MaxErrorRetry = 0 };
        using var client = new AmazonSQSClient(new BasicAWSCredentials("sample", "sample"), config);

        using var sample = new MemoryStream(Encoding.UTF8.GetBytes(events.Sample));
        var request = events.Read(sample, IGatewayEvents.SampleRoute);
        var queued = new QueuedRequest { DeliveryId = "sample", ReceivedAt = DateTimeOffset.UtcNow, Request = request };
        using var body = new MemoryStream(CompressedBody.Compress("sample"u8).ToArray());
        await client.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = $"http://{listener.LocalEndpoint}/sample.fifo",
                MessageBody = queued.ToJson(),
                MessageGroupId = "sample",
                MessageDeduplicationId = "sample",
                MessageAttributes = new()
                {
                    [RequestMessages.BodyAttribute] = new() { DataType = "Binary", BinaryValue = body },
                },
            },
            cancellationToken);
        await answering;

        using var response = ErrorMap.Response(ErrorKind.Unexpected, "sample");
        using var result = ResultWriter.Write(events, response);
        var entry = new DeliveryLogEntry { FunctionName = "sample", DeliveryId = "sample" };
        entry.Add(request);
        new RequestLog(Stream.Null).Write(entry);
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

        // Without hashes, which AWS's client would compare.
        const string body = """{"MessageId":"sample"}""";
        var head = $"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {body.Length}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}Connection: close\r\n\r\n{body}"), cancellationToken);
    }
}

namespace ServerlessProxy;

/// <summary>A message as the event of a deliverer holds it.</summary>
/// <param name="Id">SQS's id of it.</param>
/// <param name="ReceiptHandle">Names this receipt of it.</param>
/// <param name="Body">Its text.</param>
/// <param name="ReceiveCount">Which receipt this is, from 1 on.</param>
/// <param name="GroupId">The group within which order is kept.</param>
public sealed record QueueMessage(string Id, string ReceiptHandle, string Body, int ReceiveCount, string GroupId);

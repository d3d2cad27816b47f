namespace ServerlessProxy;

/// <summary>A message in the event of a deliverer.</summary>
/// <param name="Id">SQS's id of it.</param>
/// <param name="Text">Its text.</param>
/// <param name="Body">The compressed body of the request; null if it does not have one.</param>
/// <param name="ReceiveCount">How often it was received, this time included.</param>
/// <param name="GroupId">The group whose messages keep their order.</param>
public sealed record QueueMessage(string Id, string Text, byte[]? Body, int ReceiveCount, string GroupId);

namespace Amazon.Lambda.Core;

/// <summary>Converts an event's JSON to the handler's input, and its result to JSON.</summary>
public interface ILambdaSerializer
{
    T Deserialize<T>(Stream requestStream);

    void Serialize<T>(T response, Stream responseStream);
}

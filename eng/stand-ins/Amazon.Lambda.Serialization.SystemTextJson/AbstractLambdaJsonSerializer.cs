using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Reads and writes JSON with System.Text.Json. Any failure throws <see
/// cref="JsonSerializerException"/>.</summary>
public abstract class AbstractLambdaJsonSerializer : ILambdaSerializer
{
    // The options are a struct: the customizer receives a copy and cannot change them.
    private readonly JsonWriterOptions writerOptions = default;

    private protected AbstractLambdaJsonSerializer(Action<JsonWriterOptions> jsonWriterCustomizer) =>
        jsonWriterCustomizer?.Invoke(writerOptions);

    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            using var writer = new Utf8JsonWriter(responseStream, writerOptions);
            JsonSerializer.Serialize(writer, response, TypeInfo<T>());
        }
        catch (Exception exception)
        {
            throw new JsonSerializerException(
                $"The response of type {typeof(T)} does not serialize: {exception.Message}",
                exception);
        }
    }

    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            return JsonSerializer.Deserialize(requestStream, TypeInfo<T>());
        }
        catch (Exception exception)
        {
            throw new JsonSerializerException(
                $"The event does not deserialize to {typeof(T)}: {exception.Message}",
                exception);
        }
    }

    private protected static JsonSerializerOptions DefaultOptions() => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    private protected abstract JsonTypeInfo<T> TypeInfo<T>();
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>JSON through System.Text.Json; any failure surfaces as <see cref="JsonSerializerException"/>.</summary>
public abstract class AbstractLambdaJsonSerializer : ILambdaSerializer
{
    // The customizer gets a copy, because the options are a struct: it can look, but not change.
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

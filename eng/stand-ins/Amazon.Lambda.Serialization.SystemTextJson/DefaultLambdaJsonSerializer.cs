using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Reads and writes any type, by reflection.</summary>
[RequiresUnreferencedCode("Use SourceGeneratorLambdaJsonSerializer in trimmed functions.")]
[RequiresDynamicCode("Use SourceGeneratorLambdaJsonSerializer in functions that are compiled ahead of time.")]
public class DefaultLambdaJsonSerializer : AbstractLambdaJsonSerializer
{
    private readonly JsonSerializerOptions options = DefaultOptions();

    public DefaultLambdaJsonSerializer()
        : this(null, null)
    {
    }

    public DefaultLambdaJsonSerializer(Action<JsonSerializerOptions> customizer)
        : this(customizer, null)
    {
    }

    public DefaultLambdaJsonSerializer(
        Action<JsonSerializerOptions> customizer,
        Action<JsonWriterOptions> jsonWriterCustomizer)
        : base(jsonWriterCustomizer)
    {
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver();
        customizer?.Invoke(options);
    }

    private protected override JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>A template that CloudFormation has accepted.</summary>
internal sealed class Template
{
    /// <summary>How many bytes it may have in the request itself.</summary>
    public const int MaximumBodyLength = 51_200;

    /// <summary>How many bytes it may have in S3.</summary>
    public const int MaximumLength = 1_000_000;

    private Template(string body, JsonObject json)
    {
        Body = body;
        Resources = Section(json, "Resources").ToDictionary(resource => resource.Key, Resource);
        Conditions = Section(json, "Conditions");
        Outputs = Section(json, "Outputs").ToDictionary(output => output.Key, output => output.Value!.AsObject());
        Parameters = Section(json, "Parameters")
            .ToDictionary(parameter => parameter.Key, parameter => parameter.Value!["Default"]?.ToString());
        Description = (string?)json["Description"];
    }

    /// <summary>Its text.</summary>
    public string Body { get; }

    /// <summary>What it is.</summary>
    public string? Description { get; }

    /// <summary>Its resources, by logical id, in dependency order.</summary>
    public IReadOnlyDictionary<string, TemplateResource> Resources { get; private set; }

    /// <summary>Its conditions, by name.</summary>
    public JsonObject Conditions { get; }

    /// <summary>Its outputs.</summary>
    public IReadOnlyDictionary<string, JsonObject> Outputs { get; }

    /// <summary>Its parameters, and their defaults.</summary>
    public IReadOnlyDictionary<string, string?> Parameters { get; }

    /// <summary>Reads and checks a template.</summary>
    /// <exception cref="AwsException">CloudFormation would not take it.</exception>
    public static Template Parse(string body)
    {
        if (Encoding.UTF8.GetByteCount(body) > MaximumLength)
        {
            throw AwsException.Validation($"Template may not exceed {MaximumLength} bytes in size.");
        }

        Template template;
        try
        {
            template = new Template(body, JsonNode.Parse(body)!.AsObject());
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw AwsException.Validation($"Template format error: JSON not well-formed. ({exception.Message})");
        }

        return Checked(template);
    }

    /// <summary>What is left of it for these parameters: without conditions, and without what they leave out.</summary>
    /// <exception cref="AwsException">What is left refers to what is not.</exception>
    public Template Choose(IReadOnlyDictionary<string, string> parameters) =>
        Conditions.Count == 0
            ? this
            : Checked(
                new Template(Body, new Conditions(Conditions, parameters).Choose(JsonNode.Parse(Body)!.AsObject())));

    /// <summary>The resources that one depends on.</summary>
    public IEnumerable<string> DependenciesOf(TemplateResource resource) =>
        Reference
            .In(resource.Properties)
            .Select(reference => reference.Name)
            .Where(Resources.ContainsKey)
            .Concat(resource.DependsOn)
            .Distinct();

    private static Template Checked(Template template)
    {
        TemplateChecks.Check(template);
        template.Resources = DependencyOrder.Sort(template);
        return template;
    }

    private static JsonObject Section(JsonObject json, string name) => json[name]?.AsObject() ?? [];

    private static TemplateResource Resource(KeyValuePair<string, JsonNode?> resource) =>
        new(resource.Key, (string?)resource.Value!["Type"] ?? "", resource.Value!.AsObject());
}

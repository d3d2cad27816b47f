using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Represents a template that CloudFormation accepts.</summary>
internal sealed class Template
{
    /// <summary>The maximum number of bytes in a request.</summary>
    public const int MaximumBodyLength = 51_200;

    /// <summary>The maximum number of bytes in S3.</summary>
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

    public string Body { get; }
    public string? Description { get; }

    /// <summary>The resources by logical id, in dependency order.</summary>
    public IReadOnlyDictionary<string, TemplateResource> Resources { get; private set; }

    public JsonObject Conditions { get; }
    public IReadOnlyDictionary<string, JsonObject> Outputs { get; }

    /// <summary>The parameters, with their defaults.</summary>
    public IReadOnlyDictionary<string, string?> Parameters { get; }

    /// <summary>Reads and checks a template.</summary>
    /// <exception cref="AwsException">CloudFormation would reject it.</exception>
    public static Template Parse(string body)
    {
        AwsException.Require(
            Encoding.UTF8.GetByteCount(body) <= MaximumLength,
            $"Template may not exceed {MaximumLength} bytes in size.");
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

    /// <summary>Returns the template without conditions and without the parts that they exclude.</summary>
    /// <exception cref="AwsException">A remaining part refers to an excluded one.</exception>
    public Template Choose(IReadOnlyDictionary<string, string> parameters)
    {
        if (Conditions.Count == 0)
        {
            return this;
        }

        var chosen = new Conditions(Conditions, parameters).Choose(JsonNode.Parse(Body)!.AsObject());
        return Checked(new Template(Body, chosen));
    }

    /// <summary>Returns the names of the resources that a resource depends on.</summary>
    public IEnumerable<string> DependenciesOf(TemplateResource resource) => Reference.In(resource.Properties)
        .Select(reference => reference.Name)
        .Where(Resources.ContainsKey)
        .Concat(resource.DependsOn)
        .Distinct();

    private static Template Checked(Template template)
    {
        TemplateChecks.Check(template);
        template.Resources = Sort(template);
        return template;
    }

    private static Dictionary<string, TemplateResource> Sort(Template template)
    {
        var sorted = new Dictionary<string, TemplateResource>();
        var waiting = template.Resources.Values.ToDictionary(
            resource => resource.LogicalId,
            resource => template.DependenciesOf(resource).ToList());
        while (waiting.Count > 0)
        {
            var ready = waiting
                .Where(each => each.Value.TrueForAll(sorted.ContainsKey))
                .Select(each => each.Key)
                .ToList();
            AwsException.Require(
                ready.Count > 0,
                $"Circular dependency between resources: [{string.Join(", ", waiting.Keys)}]");
            foreach (var name in ready)
            {
                sorted.Add(name, template.Resources[name]);
                waiting.Remove(name);
            }
        }

        return sorted;
    }

    private static JsonObject Section(JsonObject json, string name) => json[name]?.AsObject() ?? [];

    private static TemplateResource Resource(KeyValuePair<string, JsonNode?> resource) =>
        new(resource.Key, (string?)resource.Value!["Type"] ?? "", resource.Value!.AsObject());
}

/// <summary>Represents a resource in a template.</summary>
/// <param name="LogicalId">The resource's name in the template.</param>
/// <param name="Type">The type, such as <c>AWS::Lambda::Function</c>.</param>
/// <param name="Json">The whole definition.</param>
internal sealed record TemplateResource(string LogicalId, string Type, JsonObject Json)
{
    public JsonObject Properties => Json["Properties"]?.AsObject() ?? [];

    /// <summary>The metadata. If it changes, CloudFormation updates the resource.</summary>
    public string? Metadata => Json["Metadata"]?.ToJsonString();

    public bool IsRetained => (string?)Json["DeletionPolicy"] is "Retain";
    public bool IsRetainedWhenReplaced => (string?)Json["UpdateReplacePolicy"] is "Retain";

    public IEnumerable<string> DependsOn => Json["DependsOn"] switch
    {
        JsonArray names => names.Select(name => (string)name!),
        { } name => [(string)name!],
        null => [],
    };
}

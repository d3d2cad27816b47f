using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>What CloudFormation refuses before it does anything.</summary>
internal static class TemplateChecks
{
    private static readonly HashSet<string> Functions = ["Ref", "Fn::GetAtt", "Fn::If", "Fn::Join", "Fn::Sub", "Fn::Select", "Fn::Split"];

    private static readonly HashSet<string> ResourceAttributes =
        ["Type", "Properties", "DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy", "Metadata"];

    /// <summary>Checks a template.</summary>
    /// <exception cref="AwsException">It is refused.</exception>
    public static void Check(Template template)
    {
        AwsException.Require(
            template.Resources.Count > 0,
            "Template format error: At least one Resources member must be defined.");
        AwsException.Require(
            template.Resources.Count <= 500,
            $"Template format error: Number of resources, {template.Resources.Count}, is greater than maximum allowed, 500"
        );
        AwsException.Require(
            template.Outputs.Count <= 200,
            $"Template format error: Number of outputs, {template.Outputs.Count}, is greater than maximum allowed, 200"
        );
        foreach (var resource in template.Resources.Values)
        {
            Check(template, resource);
        }

        foreach (var (name, output) in template.Outputs)
        {
            AwsException.Require(
                IsAlphanumeric(name),
                $"Template format error: Output name {name} is non alphanumeric.");
            AwsException.Require(
                output["Value"] is not null,
                $"Template format error: Every Outputs member must contain a Value object ({name}).");
            CheckReferences(template, output["Value"], "Outputs");
        }
    }

    private static void Check(Template template, TemplateResource resource)
    {
        AwsException.Require(
            IsAlphanumeric(resource.LogicalId),
            $"Template format error: Resource name {resource.LogicalId} is non alphanumeric.");
        AwsException.Require(
            resource.Type.Split("::").Length >= 3,
            $"Template format error: [/Resources/{resource.LogicalId}] Every Resources object must contain a Type member."
        );
        foreach (var (attribute, _) in resource.Json)
        {
            AwsException.Require(
                ResourceAttributes.Contains(attribute),
                $"Invalid template resource property '{attribute}'");
        }

        CheckCondition(template, resource.Json["Condition"]);
        var missing = resource.DependsOn.Where(name => !template.Resources.ContainsKey(name)).ToList();
        AwsException.Require(missing.Count == 0, Unresolved(missing, "Resources"));
        CheckReferences(template, resource.Properties, "Resources");
    }

    private static void CheckReferences(Template template, JsonNode? node, string block)
    {
        CheckFunctions(template, node);
        var references = Reference.In(node).ToList();
        var missing = references
            .Where(reference =>
                reference.Attribute is null
                && !template.Resources.ContainsKey(reference.Name)
                && !template.Parameters.ContainsKey(reference.Name)
                && !PseudoParameters.Contains(reference.Name))
            .Select(reference => reference.Name)
            .Distinct()
            .ToList();
        AwsException.Require(missing.Count == 0, Unresolved(missing, block));
        foreach (var (name, attribute) in references.Where(reference => reference.Attribute is not null))
        {
            AwsException.Require(
                template.Resources.TryGetValue(name, out var target),
                $"Template error: instance of Fn::GetAtt references undefined resource {name}");
            AwsException.Require(
                ResourceTypeTable.Of(target!.Type).HasAttribute(attribute!),
                $"Template error: resource {name} does not support attribute type {attribute} in Fn::GetAtt");
        }
    }

    private static void CheckFunctions(Template template, JsonNode? node)
    {
        foreach (
            var child in node switch
            {
                JsonObject members => members.Select(member => member.Value),
                JsonArray items => items,
                _ => [],
            })
        {
            CheckFunctions(template, child);
        }

        foreach (
            var (name, argument) in node is JsonObject function
                ? function.Where(member => member.Key.StartsWith("Fn::", StringComparison.Ordinal))
                : [])
        {
            AwsException.Require(
                Functions.Contains(name) && node!.AsObject().Count == 1,
                $"Template error: the rehearsal does not evaluate {name} here.");
            if (name == "Fn::If")
            {
                AwsException.Require(
                    argument is JsonArray { Count: 3 },
                    "Template error: Fn::If requires a list argument with three elements.");
                CheckCondition(template, argument![0]);
            }
        }
    }

    private static void CheckCondition(Template template, JsonNode? name) =>
        AwsException.Require(
            name is null || template.Conditions.ContainsKey((string)name!),
            $"Template format error: Unresolved condition dependency {name} in the template.");

    private static string Unresolved(IEnumerable<string> names, string block) =>
        $"Template format error: Unresolved resource dependencies [{string.Join(", ", names)}] in the {block} block of the template";

    private static bool IsAlphanumeric(string name) =>
        name.Length is > 0 and <= 255 && name.All(char.IsAsciiLetterOrDigit);
}

using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.CloudFormationSchema;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Checks a template before CloudFormation changes anything.</summary>
internal static class TemplateChecks
{
    private static readonly string[] Functions =
        ["Ref", "Fn::GetAtt", "Fn::If", "Fn::Join", "Fn::Sub", "Fn::Select", "Fn::Split"];

    private static readonly string[] ResourceAttributes =
    [
        "Type", "Properties", "DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy",
        "CreationPolicy", "Metadata",
    ];

    /// <summary>Checks a template.</summary>
    /// <exception cref="AwsException">CloudFormation would reject it.</exception>
    public static void Check(Template template)
    {
        Require(template.Resources.Count > 0, "At least one Resources member must be defined.");
        Require(
            template.Resources.Count <= 500,
            $"Number of resources, {template.Resources.Count}, is greater than maximum allowed, 500");
        Require(
            template.Outputs.Count <= 200,
            $"Number of outputs, {template.Outputs.Count}, is greater than maximum allowed, 200");
        foreach (var resource in template.Resources.Values)
        {
            Check(template, resource);
        }

        foreach (var (name, output) in template.Outputs)
        {
            Require(IsAlphanumeric(name), $"Output name {name} is non alphanumeric.");
            Require(output["Value"] is not null, $"Every Outputs member must contain a Value object ({name}).");
            CheckReferences(template, output["Value"], "Outputs");
        }
    }

    private static void Require(bool holds, string message) =>
        AwsException.Require(holds, $"Template format error: {message}");

    private static void Check(Template template, TemplateResource resource)
    {
        Require(IsAlphanumeric(resource.LogicalId), $"Resource name {resource.LogicalId} is non alphanumeric.");
        Require(
            resource.Type.Split("::").Length >= 3,
            $"[/Resources/{resource.LogicalId}] Every Resources object must contain a Type member.");
        foreach (var (attribute, _) in resource.Json)
        {
            AwsException.Require(
                ResourceAttributes.Contains(attribute),
                $"Invalid template resource property '{attribute}'");
        }

        CheckCondition(template, resource.Json["Condition"]);
        RequireResolved(resource.DependsOn.Where(name => !template.Resources.ContainsKey(name)), "Resources");
        CheckReferences(template, resource.Properties, "Resources");
    }

    private static void CheckReferences(Template template, JsonNode? node, string block)
    {
        CheckFunctions(template, node);
        var references = Reference.In(node).ToList();
        var missing = references.Where(reference =>
            reference.Attribute is null
            && !template.Resources.ContainsKey(reference.Name)
            && !template.Parameters.ContainsKey(reference.Name)
            && !Evaluator.PseudoParameters.Contains(reference.Name));
        RequireResolved(missing.Select(reference => reference.Name).Distinct(), block);
        foreach (var (name, attribute) in references.Where(reference => reference.Attribute is not null))
        {
            AwsException.Require(
                template.Resources.TryGetValue(name, out var target),
                $"Template error: instance of Fn::GetAtt references undefined resource {name}");
            AwsException.Require(
                ResourceSchemas.Find(target!.Type)?.Attributes.Contains(attribute) != false,
                $"Template error: resource {name} does not support attribute type {attribute} in Fn::GetAtt");
        }
    }

    private static void CheckFunctions(Template template, JsonNode? node)
    {
        if (node is JsonArray items)
        {
            items.ToList().ForEach(item => CheckFunctions(template, item));
        }

        foreach (var (name, argument) in node as JsonObject ?? [])
        {
            CheckFunctions(template, argument);
            if (!name.StartsWith("Fn::", StringComparison.Ordinal))
            {
                continue;
            }

            AwsException.Require(
                Functions.Contains(name) && node!.AsObject().Count == 1,
                $"Template error: the rehearsal does not support {name} here.");
            if (name == "Fn::If")
            {
                AwsException.Require(
                    argument is JsonArray { Count: 3 },
                    "Template error: Fn::If requires a list argument with three elements.");
                CheckCondition(template, argument![0]);
            }
        }
    }

    private static void CheckCondition(Template template, JsonNode? name) => Require(
        name is null || template.Conditions.ContainsKey((string)name!),
        $"Unresolved condition dependency {name} in the template.");

    private static void RequireResolved(IEnumerable<string> missing, string block)
    {
        var names = missing.ToList();
        Require(
            names.Count == 0,
            $"Unresolved resource dependencies [{string.Join(", ", names)}] in the {block} block of the template");
    }

    private static bool IsAlphanumeric(string name) =>
        name.Length is > 0 and <= 255 && name.All(char.IsAsciiLetterOrDigit);
}

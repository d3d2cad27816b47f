namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>An order in which every resource comes after those that it depends on.</summary>
internal static class DependencyOrder
{
    /// <summary>Puts a template's resources into order.</summary>
    /// <exception cref="AwsException">There is none: some depend on each other.</exception>
    public static Dictionary<string, TemplateResource> Sort(Template template)
    {
        var sorted = new Dictionary<string, TemplateResource>();
        var waiting = template.Resources.Values.ToDictionary(
            resource => resource.LogicalId,
            resource => template.DependenciesOf(resource).ToList());
        while (waiting.Count > 0)
        {
            var ready = waiting
                .Where(resource => resource.Value.All(sorted.ContainsKey))
                .Select(resource => resource.Key)
                .ToList();
            if (ready.Count == 0)
            {
                throw AwsException.Validation(
                    $"Circular dependency between resources: [{string.Join(", ", waiting.Keys)}]");
            }

            foreach (var name in ready)
            {
                sorted.Add(name, template.Resources[name]);
                waiting.Remove(name);
            }
        }

        return sorted;
    }
}

using System.Xml.Linq;

namespace ServerlessProxy.Eng;

/// <summary>A NuGet package in one version.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
public sealed record PackageVersion(string Id, string Version)
{
    /// <summary>The packages that a project references, where they stand once.</summary>
    public static IEnumerable<PackageVersion> ReferencedBy(string project) =>
        XDocument.Load(project).Descendants("PackageReference").Select(reference =>
            new PackageVersion(reference.Attribute("Include")!.Value, reference.Attribute("Version")!.Value));
}

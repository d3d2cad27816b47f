using System.Xml.Linq;

namespace ServerlessProxy.Eng;

/// <summary>Represents a version of a NuGet package.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
public sealed record PackageVersion(string Id, string Version)
{
    /// <summary>Returns the packages that a project references.</summary>
    public static IEnumerable<PackageVersion> ReferencedBy(string project) =>
        XDocument.Load(project).Descendants("PackageReference").Select(reference =>
            new PackageVersion(reference.Attribute("Include")!.Value, reference.Attribute("Version")!.Value));
}

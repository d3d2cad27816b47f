using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>One page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Next">Where the next one starts; nothing, on the last.</param>
internal sealed record Page(JsonArray Items, string? Next)
{
    /// <summary>How long a page is unless the caller says: short, so that callers have to ask for more. (AWS's are longer, and promise no length.)</summary>
    public const int DefaultLength = 2;

    /// <summary>Takes a page out of a list.</summary>
    /// <param name="items">The list.</param>
    /// <param name="position">Where the page starts: what the page before gave.</param>
    /// <param name="limit">How long it may be.</param>
    public static Page Of<T>(IEnumerable<T> items, string? position, int? limit, Func<T, JsonNode> describe)
    {
        var start = position is null ? 0 : int.Parse(position, CultureInfo.InvariantCulture);
        var rest = items.Skip(start).ToList();
        var length = limit ?? DefaultLength;
        return new Page(
            new JsonArray(rest.Take(length).Select(describe).ToArray()),
            rest.Count > length ? (start + length).ToString(CultureInfo.InvariantCulture) : null);
    }
}

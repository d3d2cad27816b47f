using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>Represents a page of a list.</summary>
/// <param name="Items">The items on the page.</param>
/// <param name="Next">The position of the next page; null on the last page.</param>
internal sealed record Page(JsonArray Items, string? Next)
{
    /// <summary>
    /// The length of a page if the caller does not set it. Pages are shorter than on AWS, which does not guarantee a
    /// length, so that callers must request the next one.
    /// </summary>
    public const int DefaultLength = 2;

    /// <summary>Returns a page.</summary>
    /// <param name="items">The whole list.</param>
    /// <param name="position">The position from the previous page; null for the first page.</param>
    /// <param name="limit">The maximum length.</param>
    /// <param name="describe">Converts an item to JSON.</param>
    public static Page Of<T>(IEnumerable<T> items, string? position, int? limit, Func<T, JsonNode> describe)
    {
        var start = position is null ? 0 : int.Parse(position, CultureInfo.InvariantCulture);
        var rest = items.Skip(start).ToList();
        var length = limit ?? DefaultLength;
        return new Page(
            rest.Take(length).ToJsonArray(describe),
            rest.Count > length ? (start + length).ToString(CultureInfo.InvariantCulture) : null);
    }
}

namespace ServerlessProxy.Templates.Tests;

/// <summary>Represents a fenced block of a page.</summary>
/// <param name="Language">The first word after the fence.</param>
/// <param name="Info">The rest of that line: the name of the file that the block shows, or the type of API.</param>
/// <param name="Before">The paragraph before the block, as one line.</param>
/// <param name="Text">The block, each line with its end.</param>
internal sealed record DocumentationBlock(string Language, string Info, string Before, string Text)
{
    /// <summary>The mark before a block that no test can run.</summary>
    public const string Mark = "(needs an AWS account)";

    /// <summary>True if the page marks the block as one that needs an AWS account.</summary>
    public bool IsMarked =>
        Before.EndsWith(Mark, StringComparison.Ordinal) || Before.EndsWith(Mark + ":", StringComparison.Ordinal);
}

namespace ServerlessProxy.Templates.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">The first word after the fence.</param>
/// <param name="Info">The rest of that line: the file that the block is, or the kind of API that it is for.</param>
/// <param name="Before">The paragraph before the block, as one line.</param>
/// <param name="Text">The block, each line with its end.</param>
internal sealed record DocumentationBlock(string Language, string Info, string Before, string Text)
{
    /// <summary>What a reader sees before a block that no test can run.</summary>
    public const string Mark = "(needs an AWS account)";

    /// <summary>Returns whether the page says that the block needs an AWS account.</summary>
    public bool IsMarked =>
        Before.EndsWith(Mark, StringComparison.Ordinal) || Before.EndsWith(Mark + ":", StringComparison.Ordinal);
}

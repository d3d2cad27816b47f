using System.Text;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Writes the log prefix before each text that starts a line. The lines of one text have one prefix.</summary>
/// <remarks>Not thread-safe: <see cref="Console.SetOut"/> synchronizes it.</remarks>
internal sealed class PrefixingWriter(TextWriter inner, string level) : TextWriter
{
    private bool atLineStart = true;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            inner.Write(atLineStart ? FormattedConsole.Prefix(level) + value : value);
            atLineStart = value.EndsWith('\n');
        }
    }

    public override void WriteLine(string value) => Write(value + NewLine);

    public override void Flush() => inner.Flush();
}

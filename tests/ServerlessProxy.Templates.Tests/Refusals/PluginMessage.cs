using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The form of every message of the plugin: <c>&lt;setting&gt;: &lt;problem&gt;. &lt;Fix&gt;.</c></summary>
internal static partial class PluginMessage
{
    /// <summary>Checks that each message names the setting, the problem and the fix.</summary>
    public static void AssertForm(IEnumerable<string> messages) =>
        Assert.All(messages, message => Assert.Matches(Form(), message));

    // A message ends with a period, also where the second sentence contains YAML or a command.
    [GeneratedRegex(@"^\S[^\n]*?: \S[^\n]*[^\s.]\. [A-Z][^\n]*[^.]\.$")]
    private static partial Regex Form();
}

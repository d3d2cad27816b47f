using System.Globalization;
using System.Text;

namespace Amazon.Lambda.Core;

/// <summary>Formats a log message. Its placeholders take the arguments in order.</summary>
internal static class MessageTemplate
{
    /// <summary>Fills <paramref name="template"/>; a placeholder without an argument stays unchanged.</summary>
    public static string Render(string template, object[] args)
    {
        if (template is null || args is not { Length: > 0 })
        {
            return template;
        }

        var text = new StringBuilder(template.Length);
        var used = 0;
        for (var i = 0; i < template.Length; i++)
        {
            var doubled = i + 1 < template.Length && template[i + 1] == template[i];
            var close = template[i] == '{' && !doubled ? template.IndexOf('}', i) : -1;
            if (close > 0 && used < args.Length)
            {
                text.Append(CultureInfo.InvariantCulture, $"{args[used++]}");
                i = close;
                continue;
            }

            text.Append(template[i]);
            if (doubled && template[i] is '{' or '}')
            {
                i++;
            }
        }

        return text.ToString();
    }
}

using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace SynthWorkbench.Web.Components.Review;

/// <summary>A conversation in lines of <c>role: words</c>. A line without a role goes on with the words before it.</summary>
public sealed partial class TranscriptView
{
    private List<(string Role, string Words)> _turns = [];
    private string _first = "";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    private static List<(string Role, string Words)> Turns(string text)
    {
        // Lines are joined once: a text of a megabyte may be one turn of many thousand lines.
        var turns = new List<(string Role, List<string> Lines)>();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var match = Spoken().Match(line);
            if (match.Success)
                turns.Add((match.Groups["role"].Value, [match.Groups["words"].Value]));
            else if (turns.Count > 0)
                turns[^1].Lines.Add(line);
            else if (line.Length > 0)
                turns.Add(("", [line]));
        }

        return turns.ConvertAll(t => (t.Role, string.Join('\n', t.Lines)));
    }

    protected override void OnParametersSet()
    {
        _turns = Turns(Text);
        _first = _turns.FirstOrDefault(t => t.Role.Length > 0).Role ?? "";
    }

    // The blank after the colon keeps an address or a time from being a role.
    [GeneratedRegex(@"^(?<role>[\p{L}_][\p{L}\p{M}\p{N}_ .-]{0,29}):(?:\s+(?<words>.*)|\s*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spoken();
}

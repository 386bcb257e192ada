using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>Words of names as the tokens that texts have for them: <c>House</c> is one, <c>Smith-Jones</c> three.</summary>
internal sealed class NameForms(Vocabulary folded)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<int>> _beginning = [];
    private readonly List<int[]> _tokens = [];
    private readonly List<TextToken> _split = [];

    public int Count => _tokens.Count;

    /// <summary>The tokens of a form.</summary>
    public ReadOnlySpan<int> this[int form] => _tokens[form];

    /// <summary>The number of a word of a name, whatever its case; -1 where no text can have it.</summary>
    public int Of(string word)
    {
        string lower = word.ToLowerInvariant();
        if (_numbers.TryGetValue(lower, out int form))
            return form;
        int[] tokens = [];
        if (TextTokens.Normal(lower) is { } normal)
        {
            TextTokens.Split(normal, _split);
            tokens = [.. _split.Select(t => folded.Find(TextTokens.Bare(t.In(normal))))];
        }

        if (tokens.Length == 0 || tokens.Contains(-1))
            return _numbers[lower] = -1;
        if (!_beginning.TryGetValue(tokens[0], out var beginning))
            _beginning[tokens[0]] = beginning = [];
        beginning.Add(_tokens.Count);
        _tokens.Add(tokens);
        return _numbers[lower] = _tokens.Count - 1;
    }

    /// <summary>The forms that begin with a token.</summary>
    public IReadOnlyList<int> BeginningWith(int token) => _beginning.TryGetValue(token, out var forms) ? forms : [];

    /// <summary>Whether the tokens from a place on are those of a form.</summary>
    public bool IsAt(int form, ReadOnlySpan<int> text, int place) => text[place..].StartsWith(_tokens[form]);
}

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>Numbers of texts in the order they were first seen.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _texts = [];

    public Vocabulary() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    public Vocabulary(IEnumerable<string> texts)
        : this()
    {
        foreach (string text in texts)
            Add(text);
    }

    public int Count => _texts.Count;

    public string this[int id] => _texts[id];

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>The number of a text; -1 where it was never seen.</summary>
    public int Find(ReadOnlySpan<char> text) => _lookup.TryGetValue(text, out int id) ? id : -1;

    /// <summary>The number of a text, a new one where it was never seen.</summary>
    public int Add(ReadOnlySpan<char> text)
    {
        if (_lookup.TryGetValue(text, out int id))
            return id;
        string own = text.ToString();
        _ids.Add(own, _texts.Count);
        _texts.Add(own);
        return _texts.Count - 1;
    }
}

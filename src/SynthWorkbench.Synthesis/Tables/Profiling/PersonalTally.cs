using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Tables.Profiling;

/// <summary>Counts the texts that have personal data, by kind; beyond 262,144 texts it stops looking and says so.</summary>
internal sealed class PersonalTally
{
    private const long Most = 262_144;

    private readonly Dictionary<string, long> _texts = new(StringComparer.Ordinal);
    private readonly List<PersonalSpan> _spans = [];
    private long _looked;

    public void Add(string text, long rows)
    {
        if (_looked >= Most)
            return;
        _looked += rows;
        PersonalSpans.Find(text, _spans);
        foreach (string kind in _spans.Select(s => PersonalSpans.Words(s.Kind)).Distinct(StringComparer.Ordinal))
            _texts[kind] = _texts.GetValueOrDefault(kind) + rows;
    }

    public ProfileFlag? Flag() => _texts.Count == 0 ? null
        : new ProfileFlag("Personal data in texts", $"{string.Join(", ", _texts.OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Value:N0} with {t.Key}"))}{(_looked >= Most ? $" among the first {_looked:N0} texts" : "")}. Learned as text, they are replaced by made-up ones.");
}

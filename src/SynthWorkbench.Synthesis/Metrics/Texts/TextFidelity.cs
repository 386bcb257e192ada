using System.Collections.Immutable;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Metrics.Texts;

/// <summary>The metrics of free text: how long texts are, what they say, whether they speak of their row, and what they repeat. Values are those of docs/definitions; intervals of likeness are a
/// delete-a-group jackknife over ten groups of rows (Kott 2001), of shares Wilson's.</summary>
internal sealed class TextFidelity
{
    /// <summary>The ids of the metrics.</summary>
    public static readonly string[] Ids = ["text-length", "text-vocabulary", "text-pairs", "text-dependence", "text-copied", "text-whole", "text-longest", "text-rare", "text-personal"];

    private const int Groups = 10, MostLengths = 40, ShownWords = 15, ShownSamples = 8, FewestPhrases = 30;

    private readonly List<TextScores> _columns;

    private TextFidelity(List<TextScores> columns, List<TextReport> reports) => (_columns, Reports) = (columns, reports);

    public IReadOnlyList<TextReport> Reports { get; }

    /// <summary>Compares the columns of free text that both tables have; null where there is none.</summary>
    public static TextFidelity? Of(Table train, Table? holdout, Table synthetic, ImmutableDictionary<string, int> floors, CancellationToken cancellation)
    {
        var columns = new List<TextScores>();
        var reports = new List<TextReport>();
        foreach (var schema in train.Schema.Columns.Where(c => c is { Kind: ColumnKind.Text, Role: ColumnRole.Feature or ColumnRole.Target } && synthetic.Schema.Contains(c.Name)))
        {
            cancellation.ThrowIfCancellationRequested();
            int floor = floors.GetValueOrDefault(schema.Name, 10);
            var vocabulary = new Vocabulary();
            var real = ComparedText.Of(train[schema.Name], vocabulary);
            var held = holdout?.Schema.Contains(schema.Name) == true ? ComparedText.Of(holdout[schema.Name], vocabulary) : null;
            var drawn = ComparedText.Of(synthetic[schema.Name], vocabulary);
            int[] trainTexts = real.TextsOf(vocabulary.Count);
            var personal = new TextPersonalData(train, schema.Name, real, trainTexts, vocabulary, floor);
            columns.Add(new TextScores(
                new TextMeasures(train, real, synthetic, drawn, held, trainTexts, floor, schema.Name, personal),
                held is null ? null : new TextMeasures(train, real, holdout!, held, null, trainTexts, floor, schema.Name, personal),
                (long)drawn.Count));
            reports.Add(Report(schema.Name, floor, real, held, drawn, vocabulary, trainTexts));
        }

        return columns.Count == 0 ? null : new TextFidelity(columns, reports);
    }

    /// <summary>A metric over all columns of free text.</summary>
    public MetricValue Metric(string id)
    {
        var definition = MetricCatalog.Find(id)!;
        var present = _columns.Where(c => c.Own.Count > 0 && c.Own.RealCount > 0).ToList();
        long n = present.Sum(c => c.Texts);
        if (present.Count == 0)
            return new MetricValue(id, null, null, null, 0, null, "A table has no text.");
        switch (id)
        {
            case "text-copied":
                var (seen, unseen) = Sum(present.Select(c => c.Own.Phrases));
                if (seen + unseen < FewestPhrases)
                    return new MetricValue(id, null, null, null, seen + unseen, null, present.TrueForAll(c => c.Held is null) ? "Needs a holdout: without unseen texts there is nothing to compare with." : $"Only {seen + unseen:N0} spans of four words occur in texts of one side alone.");
                return FidelityEvaluation.Proportion(id, seen, seen + unseen, null);
            case "text-whole":
                return Share(id, present, m => m.Whole);
            case "text-rare":
                return Share(id, present, m => m.Rare);
            case "text-longest":
                return new MetricValue(id, present.Max(c => c.Own.Longest), null, null, n, HeldOf(present, m => m.Longest, v => v.Max()));
            case "text-personal":
                return new MetricValue(id, present.Sum(c => c.Own.Personal), null, null, n, HeldOf(present, m => m.Personal, v => v.Sum()));
            default:
                return Likeness(id, definition, present, n);
        }
    }

    private static MetricValue Likeness(string id, MetricDefinition definition, List<TextScores> present, long n)
    {
        double? Score(Func<TextScores, TextMeasures?> side, int without) => Mean(present.Select(c => side(c)?.Likeness(id, without)));
        if (Score(c => c.Own, -1) is not { } value)
            return new MetricValue(id, null, null, null, n, null, "No other column has two classes of at least 50 rows.");
        double? baseline = present.TrueForAll(c => c.Held is { Count: > 0 }) ? Score(c => c.Held, -1) : null;
        double?[] parts = [.. Enumerable.Range(0, Groups).Select(g => Score(c => c.Own, g))];
        if (parts.Any(p => p is null))
            return new MetricValue(id, value, null, null, n, baseline);
        double mean = parts.Average()!.Value, half = 2.262 * Math.Sqrt((Groups - 1.0) / Groups * parts.Sum(p => Math.Pow(p!.Value - mean, 2)));
        return new MetricValue(id, value, Math.Max(definition.Min, value - half), Math.Min(definition.Max, value + half), n, baseline);
    }

    private static MetricValue Share(string id, List<TextScores> present, Func<TextMeasures, int> count) =>
        FidelityEvaluation.Proportion(id, present.Sum(c => count(c.Own)), present.Sum(c => (long)c.Own.Count), HeldOf(present, m => m.Count == 0 ? 0 : (double)count(m) / m.Count, v => v.Average()));

    private static double? HeldOf(List<TextScores> present, Func<TextMeasures, double> value, Func<IEnumerable<double>, double> join) =>
        present.TrueForAll(c => c.Held is { Count: > 0 }) ? join(present.Select(c => value(c.Held!))) : null;

    private static (long, long) Sum(IEnumerable<(long A, long B)> pairs) => pairs.Aggregate((0L, 0L), (sum, p) => (sum.Item1 + p.A, sum.Item2 + p.B));

    private static double? Mean(IEnumerable<double?> values)
    {
        double[] present = [.. values.OfType<double>()];
        return present.Length == 0 ? null : present.Average();
    }

    private static TextReport Report(string name, int floor, ComparedText real, ComparedText? held, ComparedText drawn, Vocabulary vocabulary, int[] trainTexts)
    {
        int[] drawnTexts = drawn.TextsOf(vocabulary.Count);
        int longest = Math.Clamp(Enumerable.Range(0, real.Count).Select(t => real[t].Length).DefaultIfEmpty(1).Max(), 1, MostLengths);
        var words = Enumerable.Range(0, vocabulary.Count).Where(w => trainTexts[w] >= floor && TextTokens.IsWord(vocabulary[w])).OrderByDescending(w => trainTexts[w]).ThenBy(w => vocabulary[w], StringComparer.Ordinal).Take(ShownWords);
        return new TextReport
        {
            Name = name,
            Floor = floor,
            RealLengths = Lengths(real, longest),
            HoldoutLengths = held is null ? [] : Lengths(held, longest),
            SyntheticLengths = Lengths(drawn, longest),
            Words = [.. words.Select(w => new TextWord(vocabulary[w], (double)trainTexts[w] / real.Count, drawn.Count == 0 ? 0 : (double)drawnTexts[w] / drawn.Count))],
            Personal = TextPersonalData.Kinds(real.Texts, drawn.Texts),
            Samples = [.. SpacedRows.Of(drawn.Count, ShownSamples).Select(i => drawn.Texts[i])],
        };
    }

    private static double[] Lengths(ComparedText texts, int longest)
    {
        double[] shares = new double[longest];
        for (int t = 0; t < texts.Count; t++)
            shares[Math.Min(longest, texts[t].Length) - 1] += 1.0 / texts.Count;
        return shares;
    }

    private sealed record TextScores(TextMeasures Own, TextMeasures? Held, long Texts);
}

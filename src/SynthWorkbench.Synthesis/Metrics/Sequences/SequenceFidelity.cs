using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Metrics.Sequences;

/// <summary>The metrics of sequences: what follows what, how fast, and for how long. Values are those of docs/definitions; intervals are a delete-a-group jackknife over sequences (Kott 2001).</summary>
internal sealed class SequenceFidelity
{
    /// <summary>The ids of the metrics.</summary>
    public static readonly string[] Ids = ["autocorrelation", "transitions", "inter-event", "sequence-length", "copied-run"];

    private readonly Dictionary<string, (double Value, double? Error)?> _values = new(StringComparer.Ordinal);
    private readonly List<(string Name, double?[] Real, double?[] Other)> _moving = [];
    private readonly List<(string Name, double Real, double Other)> _staying = [];
    private readonly (double[] Real, double[] Other) _steps = ([], []), _lengths = ([], []);
    private readonly string? _problem;
    private readonly string _unit = "";
    private readonly bool _isSingle;

    private SequenceFidelity(string? problem) => _problem = problem;

    private SequenceFidelity(Table train, SequenceColumns columns, ComparedSequences real, Table other, ComparedSequences drawn)
    {
        (_isSingle, _unit) = (columns.Entity is null, real.Rows.Axis.UnitName);
        (_steps, _lengths) = ((Deltas(real, -1), Deltas(drawn, -1)), (Lengths(real, -1), Lengths(drawn, -1)));
        var compared = ComparedColumn.Pair(train, other).Where(c => !columns.Names(c.Name)).ToList();
        _values["autocorrelation"] = Jackknifed(Correlations([.. compared.Where(c => c.IsNumber)], real, drawn));
        _values["transitions"] = Jackknifed(Chains([.. compared.Where(c => !c.IsNumber)], real, drawn));
        _values["inter-event"] = Jackknifed(without => Similar(_steps.Real, Deltas(drawn, without)));
        _values["sequence-length"] = _isSingle ? null : Jackknifed(without => Similar(_lengths.Real, Lengths(drawn, without)));
        _values["copied-run"] = compared.Count == 0 ? null : (CopiedRun.Longest(real, CopiedRun.Hashes(compared, real, isReal: true), drawn, CopiedRun.Hashes(compared, drawn, isReal: false)), null);
    }

    /// <summary>Compares another table's sequences with those of the training rows.</summary>
    public static SequenceFidelity Of(Table train, Table other, SequenceColumns columns)
    {
        var (real, problem) = ComparedSequences.Of(train, columns);
        var (drawn, otherProblem) = ComparedSequences.Of(other, columns);
        return real is null || drawn is null ? new SequenceFidelity(problem ?? otherProblem) : new SequenceFidelity(train, columns, real, other, drawn);
    }

    /// <summary>A metric with its interval; <paramref name="baseline"/> are rows that no engine saw in the synthetic table's place.</summary>
    public MetricValue Metric(string id, long rows, SequenceFidelity? baseline)
    {
        if (_problem is not null)
            return new MetricValue(id, null, null, null, rows, null, _problem);
        if (_values[id] is not var (value, error))
            return new MetricValue(id, null, null, null, rows, null, Lacking(id));
        var definition = MetricCatalog.Find(id)!;
        double? half = 2.262 * error;
        return new MetricValue(id, value, half is null ? null : Math.Max(definition.Min, value - half.Value), half is null ? null : Math.Min(definition.Max, value + half.Value), rows, baseline?._problem is null ? baseline?._values[id]?.Value : null);
    }

    /// <summary>How rows follow each other, side by side; null where the tables have no sequences. <paramref name="baseline"/> as in <see cref="Metric"/>.</summary>
    public SequenceReport? Report(SequenceFidelity? baseline)
    {
        if (_problem is not null)
            return null;
        var held = baseline?._problem is null ? baseline : null;
        var numbers = _moving.Where(m => m.Real.Any(r => r is not null)).OrderByDescending(m => Mean(m.Real.Zip(m.Other, (a, b) => a is { } x && b is { } y ? Math.Abs(x - y) : (double?)2)))
            .Select(m => new MovingNumber(m.Name, m.Real, held?._moving.Find(h => h.Name == m.Name).Other ?? [], m.Other)).Take(SequenceReport.MostNumbers);
        var labels = _staying.OrderByDescending(s => Math.Abs(s.Real - s.Other))
            .Select(s => new StayingLabel(s.Name, s.Real, held?._staying.Find(h => h.Name == s.Name) is { Name: not null } unseen ? unseen.Other : null, s.Other)).Take(SequenceReport.MostLabels);
        return new SequenceReport([.. numbers], [.. labels], SequenceShares.Of(_unit, _steps.Real, held?._steps.Other, _steps.Other), _isSingle ? null : SequenceShares.Of("row", _lengths.Real, held?._lengths.Other, _lengths.Other));
    }

    private string Lacking(string id) => id switch
    {
        "autocorrelation" => "No number varies in both tables, or no row follows another.",
        "transitions" => "No column holds labels, or no row follows another.",
        "inter-event" => "No row follows another.",
        "sequence-length" => _isSingle ? "The table is one series: its length is the number of rows asked for." : "There is no sequence.",
        _ => "There is no column beside whose row it is and when.",
    };

    private Func<int, double?> Correlations(ComparedColumn[] columns, ComparedSequences real, ComparedSequences drawn)
    {
        var sums = new (double?[] Real, double[][][] Drawn)[columns.Length];
        Parallel.For(0, sums.Length, c => sums[c] = (Autocorrelation.Of(Autocorrelation.Sums(real, columns[c].RealNumbers), -1), Autocorrelation.Sums(drawn, columns[c].SyntheticNumbers)));
        _moving.AddRange(columns.Zip(sums, (c, s) => (c.Name, s.Real, Autocorrelation.Of(s.Drawn, -1))));
        return without => Mean(sums.SelectMany(s => s.Real.Zip(Autocorrelation.Of(s.Drawn, without), (a, b) => a is { } x && b is { } y ? 1 - Math.Abs(x - y) / 2 : (double?)null)));
    }

    private Func<int, double?> Chains(ComparedColumn[] columns, ComparedSequences real, ComparedSequences drawn)
    {
        var counts = Array.ConvertAll(columns, c =>
        {
            var (own, other, kinds) = Transitions.Classes(c);
            return (Real: Transitions.Counts(real, own, kinds), Drawn: Transitions.Counts(drawn, other, kinds), Kinds: kinds);
        });
        _staying.AddRange(columns.Zip(counts, (c, n) => (c.Name, Real: Transitions.Staying(n.Real, n.Kinds), Drawn: Transitions.Staying(n.Drawn, n.Kinds))).Where(s => s.Real is not null && s.Drawn is not null).Select(s => (s.Name, s.Real!.Value, s.Drawn!.Value)));
        return without => Mean(counts.Select(c => Transitions.Score(c.Real, c.Drawn, c.Kinds, without)));
    }

    private static double[] Deltas(ComparedSequences sequences, int without)
    {
        var rows = sequences.Rows;
        double[] deltas = [.. Enumerable.Range(0, rows.Rows.Length).Where(i => rows.Follows[i] && sequences.Group[i] != without).Select(i => (double)(rows.Times[i] - rows.Times[i - 1]))];
        Array.Sort(deltas);
        return deltas;
    }

    private static double[] Lengths(ComparedSequences sequences, int without)
    {
        var rows = sequences.Rows;
        double[] lengths = [.. Enumerable.Range(0, rows.Count).Where(s => sequences.Group[rows.Starts[s]] != without).Select(s => (double)(rows.Starts[s + 1] - rows.Starts[s]))];
        Array.Sort(lengths);
        return lengths;
    }

    private static double? Similar(double[] real, double[] other) => KolmogorovSmirnov.Statistic(real, other) is var distance && double.IsNaN(distance) ? null : 1 - distance;

    private static double? Mean(IEnumerable<double?> values)
    {
        double[] present = [.. values.Where(v => v.HasValue).Select(v => v!.Value)];
        return present.Length == 0 ? null : present.Average();
    }

    private static (double Value, double? Error)? Jackknifed(Func<int, double?> score)
    {
        const int Groups = ComparedSequences.Groups;
        if (score(-1) is not { } value)
            return null;
        double?[] parts = [.. Enumerable.Range(0, Groups).Select(score)];
        if (parts.Any(p => p is null))
            return (value, null);
        double mean = parts.Average()!.Value;
        return (value, Math.Sqrt((Groups - 1.0) / Groups * parts.Sum(p => Math.Pow(p!.Value - mean, 2))));
    }
}

using SynthWorkbench.Synthesis.Metrics.Coverage;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Privacy;
using SynthWorkbench.Synthesis.Metrics.Relations;
using SynthWorkbench.Synthesis.Metrics.Sequences;
using SynthWorkbench.Synthesis.Metrics.Utility;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>How a synthetic table compares with its reference: what the page, the HTML and the JSON export show. Serialisable as JSON.</summary>
public sealed record FidelityReport
{
    /// <summary>Changes when fields change meaning.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Rows of the training part.</summary>
    public required long TrainRows { get; init; }

    /// <summary>Rows of the holdout, 0 without one.</summary>
    public required long HoldoutRows { get; init; }

    /// <summary>Rows of the synthetic table.</summary>
    public required long SyntheticRows { get; init; }

    /// <summary>Seed of all sampling in the metrics.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Wall seconds of the evaluation.</summary>
    public double Seconds { get; init; }

    /// <summary>The metrics in catalogue order.</summary>
    public required IReadOnlyList<MetricValue> Metrics { get; init; }

    /// <summary>Each compared column.</summary>
    public required IReadOnlyList<ColumnReport> Columns { get; init; }

    /// <summary>Each pair of compared columns.</summary>
    public required IReadOnlyList<PairTrendValue> Pairs { get; init; }

    /// <summary>The detector's curve and telling columns; null where it could not run.</summary>
    public DetectionResult? Detection { get; init; }

    /// <summary>Nearest distances; null without a holdout.</summary>
    public DistanceHistogram? Distances { get; init; }

    /// <summary>The ten columns whose values are guessed best, riskiest first; empty without a holdout.</summary>
    public IReadOnlyList<InferredColumn> Inferred { get; init; } = [];

    /// <summary>The ten columns disclosed most to people who know a few attributes.</summary>
    public IReadOnlyList<DisclosedColumn> Disclosed { get; init; } = [];

    /// <summary>What a learner makes of the table; null where the recipe has no target that can be judged.</summary>
    public UtilityResult? Utility { get; init; }

    /// <summary>Fidelity by group.</summary>
    public IReadOnlyList<SegmentRow> Segments { get; init; } = [];

    /// <summary>Combinations of segments that are reached and left empty; null where none could be counted, or where they may not be read from the reference.</summary>
    public CombinationReport? Combinations { get; init; }

    /// <summary>The synthetic rows that the model itself found least likely; empty where rows were judged without a model.</summary>
    public IReadOnlyList<Engines.SurprisingRow> Surprising { get; init; } = [];

    /// <summary>Each column of free text; empty where the tables have none.</summary>
    public IReadOnlyList<TextReport> Texts { get; init; } = [];

    /// <summary>How rows follow each other; null where the recipe does not say that they do.</summary>
    public SequenceReport? Sequences { get; init; }

    /// <summary>What is guaranteed of the rows by how they were made, not by these measures; null where nothing is, or the rows' origin is not known.</summary>
    public PrivacyClaim? Privacy { get; init; }

    /// <summary>How the table fits together with others of its run; null where there are none.</summary>
    public RelationReport? Relations { get; init; }

    /// <summary>The value of a metric, or null.</summary>
    public MetricValue? Metric(string id) => Metrics.FirstOrDefault(m => m.Id == id);
}

/// <summary>One column: its scores and its distributions side by side.</summary>
public sealed record ColumnReport
{
    /// <summary>The column.</summary>
    public required string Name { get; init; }

    /// <summary><c>number</c>, <c>date</c> or <c>label</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>KSComplement or TVComplement.</summary>
    public required string Statistic { get; init; }

    /// <summary>Similarity to the training part, null when undefined.</summary>
    public double? Shape { get; init; }

    /// <summary>The holdout's similarity to the training part.</summary>
    public double? BaselineShape { get; init; }

    /// <summary>Share of valid values.</summary>
    public double? Adherence { get; init; }

    /// <summary>Share of range or labels reached.</summary>
    public double? Coverage { get; init; }

    /// <summary>Missing share of the training part.</summary>
    public double? RealMissing { get; init; }

    /// <summary>Missing share of the synthetic table.</summary>
    public double? SyntheticMissing { get; init; }

    /// <summary>Labels of the bars, or bin starts as text.</summary>
    public required IReadOnlyList<string> Bins { get; init; }

    /// <summary>Numbers and dates: the bins' edges (ticks for dates), one more than bins; empty for labels.</summary>
    public required IReadOnlyList<double> Edges { get; init; }

    /// <summary>Share of the training part's values by bin.</summary>
    public required IReadOnlyList<double> Real { get; init; }

    /// <summary>Share of the holdout's values by bin; empty without a holdout.</summary>
    public required IReadOnlyList<double> Holdout { get; init; }

    /// <summary>Share of the synthetic table's values by bin.</summary>
    public required IReadOnlyList<double> Synthetic { get; init; }
}

/// <summary>A column of free text: lengths and words side by side, and some of the synthetic texts. It holds no text of the reference but its frequent words.</summary>
public sealed record TextReport
{
    /// <summary>The column.</summary>
    public required string Name { get; init; }

    /// <summary>Rows that a span must stand in to be no rare one.</summary>
    public required int Floor { get; init; }

    /// <summary>Share of texts by number of words and marks, 1 upwards; the last bin holds all longer ones.</summary>
    public required IReadOnlyList<double> RealLengths { get; init; }

    /// <summary>As <see cref="RealLengths"/>, of the holdout; empty without one.</summary>
    public required IReadOnlyList<double> HoldoutLengths { get; init; }

    /// <summary>As <see cref="RealLengths"/>, of the synthetic texts.</summary>
    public required IReadOnlyList<double> SyntheticLengths { get; init; }

    /// <summary>The most frequent words of the reference with the share of texts that have them.</summary>
    public required IReadOnlyList<TextWord> Words { get; init; }

    /// <summary>Personal data found by its shape: kind, and how many training and synthetic texts have some.</summary>
    public required IReadOnlyList<TextPersonal> Personal { get; init; }

    /// <summary>Synthetic texts, evenly spaced in the table.</summary>
    public required IReadOnlyList<string> Samples { get; init; }
}

/// <summary>A word and the share of texts that have it.</summary>
public sealed record TextWord(string Word, double Real, double Synthetic);

/// <summary>A kind of personal data and the texts that have some.</summary>
public sealed record TextPersonal(string Kind, int Real, int Synthetic);

/// <summary>Shares of nearest distances by bin.</summary>
public sealed record DistanceHistogram(IReadOnlyList<double> Edges, IReadOnlyList<double> ToTrain, IReadOnlyList<double> ToHoldout, double MedianToTrain, double MedianToHoldout);

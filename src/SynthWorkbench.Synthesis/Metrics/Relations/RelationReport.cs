using SynthWorkbench.Synthesis.Metrics.Fidelity;

namespace SynthWorkbench.Synthesis.Metrics.Relations;

/// <summary>How several synthetic tables fit together, beside their references. Serialisable as JSON.</summary>
/// <param name="Tables">Each table, in the order of generation.</param>
/// <param name="Links">Each foreign key.</param>
public sealed record RelationReport(IReadOnlyList<RelationTableReport> Tables, IReadOnlyList<RelationLinkReport> Links)
{
    /// <summary>The table that the rest of the report is of: the reference of the recipe. Null in reports from before it was noted.</summary>
    public string? Reference { get; init; }
}

/// <summary>One table. Keys and foreign keys are not compared; detection and closeness are measured on a sample where tables are large.</summary>
public sealed record RelationTableReport
{
    /// <summary>Its name in the relations.</summary>
    public required string Name { get; init; }

    /// <summary>Rows of the training part.</summary>
    public required long TrainRows { get; init; }

    /// <summary>Rows of the synthetic table.</summary>
    public required long SyntheticRows { get; init; }

    /// <summary>Rows that would have repeated a key, and were left out.</summary>
    public int Dropped { get; init; }

    /// <summary>Mean similarity of columns; null where none can be compared.</summary>
    public double? Shapes { get; init; }

    /// <summary>The same of unseen rows.</summary>
    public double? BaselineShapes { get; init; }

    /// <summary>Mean similarity of pairs of columns.</summary>
    public double? Trends { get; init; }

    /// <summary>The same of unseen rows.</summary>
    public double? BaselineTrends { get; init; }

    /// <summary>Area of a detector that looks at single rows.</summary>
    public double? Detection { get; init; }

    /// <summary>The same of unseen rows.</summary>
    public double? BaselineDetection { get; init; }

    /// <summary>Share of synthetic rows that lie closer to a training row than to an unseen one; 0.5 where training rows are not favoured.</summary>
    public double? CloserToTrain { get; init; }

    /// <summary>The metrics of its free text; empty where none is learned.</summary>
    public IReadOnlyList<MetricValue> Texts { get; init; } = [];

    /// <summary>Each compared column with its similarity, worst first.</summary>
    public IReadOnlyList<RelationColumn> Columns { get; init; } = [];
}

/// <summary>A column's similarity.</summary>
public sealed record RelationColumn(string Name, double? Shape);

/// <summary>One foreign key.</summary>
public sealed record RelationLinkReport
{
    /// <summary>The table whose rows name parents.</summary>
    public required string Table { get; init; }

    /// <summary>Its columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The table named.</summary>
    public required string Parent { get; init; }

    /// <summary>Synthetic rows that name a parent.</summary>
    public required long Named { get; init; }

    /// <summary>Of these, rows whose parent does not exist.</summary>
    public required long Orphans { get; init; }

    /// <summary>Share of rows that name no parent, training part.</summary>
    public double RealWithout { get; init; }

    /// <summary>Share of rows that name no parent, synthetic table.</summary>
    public double SyntheticWithout { get; init; }

    /// <summary>1 - KS of the number of children of a parent, none included.</summary>
    public double? Children { get; init; }

    /// <summary>The same of unseen parents.</summary>
    public double? BaselineChildren { get; init; }

    /// <summary>Children a parent, training part.</summary>
    public double RealMean { get; init; }

    /// <summary>Children a parent, synthetic tables.</summary>
    public double SyntheticMean { get; init; }

    /// <summary>Mean similarity of pairs of a parent's and a child's column.</summary>
    public double? Trends { get; init; }

    /// <summary>The same of unseen rows.</summary>
    public double? BaselineTrends { get; init; }

    /// <summary>The pairs, worst first, at most twenty; the first column is the parent's.</summary>
    public IReadOnlyList<PairTrendValue> Pairs { get; init; } = [];

    /// <summary>Numbers of children by bin, as text.</summary>
    public IReadOnlyList<string> Bins { get; init; } = [];

    /// <summary>Share of parents by bin, training part.</summary>
    public IReadOnlyList<double> Real { get; init; } = [];

    /// <summary>Share of parents by bin, unseen ones; empty without.</summary>
    public IReadOnlyList<double> Holdout { get; init; } = [];

    /// <summary>Share of parents by bin, synthetic tables.</summary>
    public IReadOnlyList<double> Synthetic { get; init; } = [];
}

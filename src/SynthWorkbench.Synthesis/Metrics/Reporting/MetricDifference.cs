namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>What a difference of two measured values rests on.</summary>
public enum DifferenceEvidence
{
    /// <summary>A report has no value.</summary>
    NotDefined,

    /// <summary>The two values answer different questions, such as utility for different targets.</summary>
    NotComparable,

    /// <summary>A value has no interval, or neither interval has any width: nothing tells noise from more.</summary>
    NoInterval,

    /// <summary>The interval of the difference holds zero.</summary>
    WithinNoise,

    /// <summary>The interval excludes zero, but among so many comparisons that can be chance.</summary>
    Maybe,

    /// <summary>Different also after Holm's adjustment over the metrics of the pair.</summary>
    BeyondNoise,
}

/// <summary>Which way a difference goes, by the metric's goal.</summary>
public enum DifferenceDirection
{
    /// <summary>None is told: no evidence, or about as far from the ideal on its other side.</summary>
    Neither,

    /// <summary>Towards the goal.</summary>
    Better,

    /// <summary>Away from the goal.</summary>
    Worse,
}

/// <summary>One metric of two reports.</summary>
public sealed record MetricDifference
{
    /// <summary>The metric.</summary>
    public required MetricDefinition Definition { get; init; }

    /// <summary>What the base's report says; null where it lacks the metric.</summary>
    public required MetricValue? Base { get; init; }

    /// <summary>What the other report says; null where it lacks the metric.</summary>
    public required MetricValue? Other { get; init; }

    /// <summary>Other less base; null where a value is missing or the two are not comparable.</summary>
    public double? Difference { get; init; }

    /// <summary>Lower end of the difference's 95 % interval; null without intervals.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the difference's 95 % interval.</summary>
    public double? High { get; init; }

    /// <summary>How far the other is nearer to the goal than the base, in standard errors of the difference; negative where it is farther. Null where <see cref="P"/> is.</summary>
    public double? Gain { get; init; }

    /// <summary>Chance of so large a difference from noise alone, two-sided; null where it cannot be told.</summary>
    public double? P { get; init; }

    /// <summary><see cref="P"/> adjusted over the metrics of the pair of runs.</summary>
    public double? Adjusted { get; init; }

    /// <summary>What the difference rests on.</summary>
    public required DifferenceEvidence Evidence { get; init; }

    /// <summary>Which way it goes; <see cref="DifferenceDirection.Neither"/> without evidence.</summary>
    public DifferenceDirection Direction { get; init; }

    /// <summary>The outcome in words: better, maybe worse, within noise, no interval ...</summary>
    public string Word => (Evidence, Direction) switch
    {
        (DifferenceEvidence.BeyondNoise, DifferenceDirection.Better) => "better",
        (DifferenceEvidence.BeyondNoise, DifferenceDirection.Worse) => "worse",
        (DifferenceEvidence.BeyondNoise, _) => "differs, neither better",
        (DifferenceEvidence.Maybe, DifferenceDirection.Better) => "maybe better",
        (DifferenceEvidence.Maybe, DifferenceDirection.Worse) => "maybe worse",
        (DifferenceEvidence.Maybe, _) => "maybe differs",
        (DifferenceEvidence.WithinNoise, _) => "within noise",
        (DifferenceEvidence.NoInterval, _) => "no interval",
        (DifferenceEvidence.NotComparable, _) => "not comparable",
        _ => "not defined",
    };
}

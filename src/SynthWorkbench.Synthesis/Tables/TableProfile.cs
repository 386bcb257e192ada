using SynthWorkbench.Synthesis.Tables.Inference;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>What a table looks like, column by column; serialisable as JSON and made once, at import.</summary>
/// <param name="RowCount">Rows.</param>
/// <param name="Columns">In table order.</param>
/// <param name="KeyColumns">Sets of columns that look like keys.</param>
public sealed record TableProfile(long RowCount, IReadOnlyList<ColumnProfile> Columns, IReadOnlyList<KeyColumnSet> KeyColumns);

/// <summary>What one column looks like. One of <see cref="Numbers"/>, <see cref="Dates"/> and <see cref="Labels"/> is given, none when every value is missing.</summary>
public sealed record ColumnProfile
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>How its values are held.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>What part it plays.</summary>
    public ColumnRole Role { get; init; }

    /// <summary>The kind of personal data found.</summary>
    public PiiKind Pii { get; init; }

    /// <summary>Rows with a value.</summary>
    public long Count { get; init; }

    /// <summary>Rows without.</summary>
    public long Missing { get; init; }

    /// <summary>Missing rows as a share of all, in [0, 1].</summary>
    public double MissingShare { get; init; }

    /// <summary>Different values; see <see cref="DistinctIsExact"/>.</summary>
    public long Distinct { get; init; }

    /// <summary>False when <see cref="Distinct"/> is estimated (standard error 0.8 %).</summary>
    public bool DistinctIsExact { get; init; } = true;

    /// <summary>Numeric columns.</summary>
    public NumberProfile? Numbers { get; init; }

    /// <summary>Date columns.</summary>
    public DateProfile? Dates { get; init; }

    /// <summary>All other columns.</summary>
    public LabelProfile? Labels { get; init; }

    /// <summary>What a person should know before using the column.</summary>
    public IReadOnlyList<ProfileFlag> Flags { get; init; } = [];
}

/// <summary>Something to know about a column.</summary>
/// <param name="Title">Two or three words.</param>
/// <param name="Reason">A sentence.</param>
public sealed record ProfileFlag(string Title, string Reason);

/// <summary>One bar of a histogram: <c>From &lt;= value &lt; To</c>, the last bar closed.</summary>
public sealed record HistogramBin<T>(T From, T To, long Count);

/// <summary>Shape of a numeric column. Minimum, maximum, mean and standard deviation are exact; the rest comes from a uniform sample when <see cref="IsEstimated"/>.</summary>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">With n - 1; 0 for one value.</param>
/// <param name="Quantiles">At 1, 5, 25, 50, 75, 95 and 99 % (Hyndman and Fan type 7).</param>
/// <param name="Histogram">Equal bins from minimum to maximum; one bar a value for a few whole numbers.</param>
/// <param name="LowFence">First quartile less 1.5 interquartile ranges (Tukey).</param>
/// <param name="HighFence">Third quartile plus 1.5 interquartile ranges.</param>
/// <param name="Outliers">Values beyond the fences.</param>
/// <param name="IsEstimated">Quantiles, histogram and outliers come from a sample.</param>
public sealed record NumberProfile(double Min, double Max, double Mean, double StandardDeviation, IReadOnlyList<QuantileValue> Quantiles,
    IReadOnlyList<HistogramBin<double>> Histogram, double LowFence, double HighFence, long Outliers, bool IsEstimated);

/// <summary>The value below which the share lies.</summary>
public sealed record QuantileValue(double Share, double Value);

/// <summary>Shape of a date column; histogram and median come from a uniform sample when <see cref="IsEstimated"/>.</summary>
public sealed record DateProfile(DateTime Min, DateTime Max, DateTime Median, IReadOnlyList<HistogramBin<DateTime>> Histogram, bool IsEstimated);

/// <summary>Shape of a column of labels.</summary>
/// <param name="Top">The most frequent labels, at most 20; none for identifiers and personal data.</param>
/// <param name="OtherCount">Rows with another label.</param>
/// <param name="ShortestLength">In characters.</param>
/// <param name="MeanLength">In characters.</param>
/// <param name="LongestLength">In characters.</param>
public sealed record LabelProfile(IReadOnlyList<LabelCount> Top, long OtherCount, int ShortestLength, double MeanLength, int LongestLength);

/// <summary>A label and the rows that carry it.</summary>
public sealed record LabelCount(string Label, long Count);

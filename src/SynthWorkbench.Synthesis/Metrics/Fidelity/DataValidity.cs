namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>Whether values lie where real values lie, and reach as far.</summary>
/// <remarks>SDMetrics' BoundaryAdherence, CategoryAdherence, RangeCoverage, CategoryCoverage and MissingValueSimilarity.</remarks>
public static class DataValidity
{
    /// <summary>Share of values within the reference's range, or among its labels. Missing numbers are left out where the reference has some, and invalid where it has none. Null without rows.</summary>
    public static double? Adherence(ComparedColumn column)
    {
        if (column.IsNumber)
        {
            var (min, max, missing) = Range(column.RealNumbers);
            if (column.SyntheticNumbers.Length == 0)
                return null;
            int valid = column.SyntheticNumbers.Count(v => v >= min && v <= max);
            int counted = missing ? column.SyntheticNumbers.Count(v => !double.IsNaN(v)) : column.SyntheticNumbers.Length;
            return counted == 0 ? null : (double)valid / counted;
        }

        var known = new HashSet<int>(column.RealCodes);
        return column.SyntheticCodes.Length == 0 ? null : (double)column.SyntheticCodes.Count(known.Contains) / column.SyntheticCodes.Length;
    }

    /// <summary>Share of the reference's range that the values span, or of its labels that occur; null when the reference has no value or no range.</summary>
    public static double? Coverage(ComparedColumn column)
    {
        if (column.IsNumber)
        {
            var (min, max, _) = Range(column.RealNumbers);
            var (low, high, _) = Range(column.SyntheticNumbers);
            if (min >= max || low > high)
                return null;
            return Math.Max(0, 1 - (Math.Max(0, (low - min) / (max - min)) + Math.Max(0, (max - high) / (max - min))));
        }

        var real = column.RealCodes.Where(c => c >= 0).ToHashSet();
        return real.Count == 0 ? null : (double)column.SyntheticCodes.Where(real.Contains).Distinct().Count() / real.Count;
    }

    /// <summary>1 - |difference of missing shares|; null without rows.</summary>
    public static double? MissingSimilarity(ComparedColumn column) =>
        MissingShare(column, real: true) is { } a && MissingShare(column, real: false) is { } b ? 1 - Math.Abs(a - b) : null;

    /// <summary>Share of rows without a value; null without rows.</summary>
    public static double? MissingShare(ComparedColumn column, bool real)
    {
        if (column.IsNumber)
        {
            double[] values = real ? column.RealNumbers : column.SyntheticNumbers;
            return values.Length == 0 ? null : (double)values.Count(double.IsNaN) / values.Length;
        }

        int[] codes = real ? column.RealCodes : column.SyntheticCodes;
        return codes.Length == 0 ? null : (double)codes.Count(c => c < 0) / codes.Length;
    }

    private static (double Min, double Max, bool Missing) Range(double[] values)
    {
        double min = double.MaxValue, max = double.MinValue;
        bool missing = false;
        foreach (double v in values)
        {
            if (double.IsNaN(v))
            {
                missing = true;
                continue;
            }

            min = Math.Min(min, v);
            max = Math.Max(max, v);
        }

        return (min, max, missing);
    }
}

namespace SynthWorkbench.Benchmarks;

internal static class Quantile
{
    /// <summary>The smallest value that at least this share of all does not exceed; sorts the values. NaN of none.</summary>
    public static double Of(List<double> values, double share)
    {
        if (values.Count == 0)
            return double.NaN;
        values.Sort();
        return values[Math.Max(0, (int)Math.Ceiling(share * values.Count) - 1)];
    }
}

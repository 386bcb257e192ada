using SynthWorkbench.Numerics.Distributions;

namespace SynthWorkbench.Numerics.Statistics;

/// <summary>What control charts share: checks of what is declared and fed, and the normal density.</summary>
internal static class ControlCharts
{
    public static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "A value on a chart is finite.");

    public static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "The value is above 0 and finite.");

    public static double RunLength(double value, string name) =>
        value is >= 2 and <= 1e8 ? value : throw new ArgumentOutOfRangeException(name, value, "A declared run length is 2 to 100,000,000.");

    public static double Density(double z) => 0.3989422804014327 * Math.Exp(-z * z / 2);

    /// <summary>The share of the standard normal distribution below a value, to 1e-15 where the published approximation has 1e-7: a run length magnifies errors.</summary>
    public static double Below(double z)
    {
        if (Math.Abs(z) > 6)
            return NormalDistribution.Below(z);

        // Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software 11 (2004).
        double sum = z, term = z, last = double.NaN;
        for (int i = 3; sum != last; i += 2)
        {
            last = sum;
            term *= z * z / i;
            sum += term;
        }

        return 0.5 + sum * Density(z);
    }

    /// <summary>The smallest width of limits whose run length reaches a declared one; the run length grows with the width.</summary>
    public static double WidthFor(double declared, double most, Func<double, double> runLength)
    {
        double low = 0, high = 1;
        while (runLength(high) < declared && high < most)
            (low, high) = (high, high * 1.5);
        for (int i = 0; i < 60 && high - low > 1e-10 * high; i++)
        {
            double middle = (low + high) / 2;
            if (runLength(middle) < declared)
                low = middle;
            else
                high = middle;
        }

        return high;
    }
}

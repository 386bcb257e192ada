using SynthWorkbench.Numerics.Distributions;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>Limits of agreement of two raters (or methods) who give numbers, in the numbers' own unit.</summary>
/// <param name="Items">Pairs used.</param>
/// <param name="Bias">The mean of first less second; null without a pair.</param>
/// <param name="Deviation">The standard deviation of the differences; null with fewer than two pairs, as all below.</param>
/// <param name="BiasError">The standard error of <paramref name="Bias"/>.</param>
/// <param name="BiasLow">Lower end of the bias' t interval.</param>
/// <param name="BiasHigh">Upper end of the bias' t interval.</param>
/// <param name="LowerLimit">Bias less the multiple of the deviation.</param>
/// <param name="UpperLimit">Bias plus the multiple of the deviation.</param>
/// <param name="LimitError">The standard error of a limit, sqrt(3 s² / n).</param>
/// <param name="LimitMargin">Half of a limit's t interval.</param>
/// <param name="Reason">What is lacking where the limits are null.</param>
public sealed record BlandAltman(int Items, double? Bias, double? Deviation, double? BiasError, double? BiasLow, double? BiasHigh, double? LowerLimit, double? UpperLimit, double? LimitError, double? LimitMargin, string? Reason)
{
    /// <summary>The limits within which differences lie with <paramref name="multiple"/> deviations (1.96 for 95 %; the paper takes 2). Pairs with NaN are left out. O(n).</summary>
    /// <remarks>Bland and Altman, The Lancet 327 (1986), pages 307 to 310.</remarks>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static BlandAltman Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double multiple = 1.959963984540054, double confidence = 0.95)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"{first.Length} and {second.Length} numbers are no pairs.", nameof(second));
        var differences = new List<double>();
        for (int i = 0; i < first.Length; i++)
        {
            if (!double.IsNaN(first[i]) && !double.IsNaN(second[i]))
                differences.Add(first[i] - second[i]);
        }

        int n = differences.Count;
        if (n < 2)
            return new BlandAltman(n, n == 0 ? null : differences[0], null, null, null, null, null, null, null, null, $"Both reviewers have rated {Lacking.Items(n)}: limits need at least {2 - n} more.");
        double bias = differences.Average(), deviation = Math.Sqrt(differences.Sum(d => (d - bias) * (d - bias)) / (n - 1)), t = StudentDistribution.Quantile((1 + confidence) / 2, n - 1);
        double biasError = deviation / Math.Sqrt(n), limitError = Math.Sqrt(3 * deviation * deviation / n);
        return new BlandAltman(n, bias, deviation, biasError, bias - t * biasError, bias + t * biasError, bias - multiple * deviation, bias + multiple * deviation, limitError, t * limitError, null);
    }
}

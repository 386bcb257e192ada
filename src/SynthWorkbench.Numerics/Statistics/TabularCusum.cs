namespace SynthWorkbench.Numerics.Statistics;

/// <summary>A tabular CUSUM after a value.</summary>
/// <param name="Index">Number of values fed.</param>
/// <param name="High">C+, at least 0: evidence of a rise.</param>
/// <param name="Low">C-, at least 0: evidence of a fall.</param>
/// <param name="Signal">Whether one of them is beyond the decision interval.</param>
/// <param name="FirstSignal">The number of the first value that signalled; null until then.</param>
public readonly record struct CusumPoint(int Index, double High, double Low, bool Signal, int? FirstSignal);

/// <summary>The two-sided tabular cumulative sum: <c>C+ = max(0, x - (target + K) + C+)</c>, <c>C- = max(0, (target - K) - x + C-)</c>; it signals where one is above H.</summary>
/// <remarks>Page, Biometrika 41 (1954); Montgomery, "Introduction to Statistical Quality Control", section 9.1. Run lengths: Page's integral equation by Gauss-Legendre quadrature (Goel and Wu, Technometrics 13 (1971)).</remarks>
public sealed record TabularCusum
{
    /// <param name="target">The level in control.</param>
    /// <param name="reference">K, above 0, in the units of the values: half the shift to be found.</param>
    /// <param name="decision">H, above 0, in the units of the values.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public TabularCusum(double target, double reference, double decision)
    {
        Target = ControlCharts.Finite(target, nameof(target));
        Reference = ControlCharts.Positive(reference, nameof(reference));
        Decision = ControlCharts.Positive(decision, nameof(decision));
    }

    /// <summary>The level in control.</summary>
    public double Target { get; }

    /// <summary>K.</summary>
    public double Reference { get; }

    /// <summary>H.</summary>
    public double Decision { get; }

    /// <summary>The chart before any value.</summary>
    public static CusumPoint Start => default;

    /// <summary>The chart that is best at a shift and gives a false alarm once in so many values.</summary>
    /// <param name="target">The level in control.</param>
    /// <param name="sigma">Standard deviation of the values, above 0; they are taken as normal and independent.</param>
    /// <param name="shift">The shift to be found, above 0, in the units of the values.</param>
    /// <param name="inControl">Mean number of values until a false alarm, 2 to 1e8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static TabularCusum ForRunLength(double target, double sigma, double shift, double inControl)
    {
        ControlCharts.Positive(sigma, nameof(sigma));
        ControlCharts.Positive(shift, nameof(shift));
        ControlCharts.RunLength(inControl, nameof(inControl));
        double k = shift / 2 / sigma;
        return new TabularCusum(target, shift / 2, sigma * ControlCharts.WidthFor(inControl, 200, h => TwoSided(k, h, 0)));
    }

    /// <summary>The chart after one more value; it goes on after a signal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public CusumPoint Next(CusumPoint previous, double value)
    {
        ControlCharts.Finite(value, nameof(value));
        double high = Math.Max(0, value - (Target + Reference) + previous.High), low = Math.Max(0, Target - Reference - value + previous.Low);
        bool signal = high > Decision || low > Decision;
        return new CusumPoint(previous.Index + 1, high, low, signal, previous.FirstSignal ?? (signal ? previous.Index + 1 : null));
    }

    /// <summary>The chart after each value.</summary>
    public CusumPoint[] Chart(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var point = Start;
        return [.. values.Select(value => point = Next(point, value))];
    }

    /// <summary>Mean number of independent normal values until the first signal, from the start. O(n³) with n about 24 and six for each sigma of H.</summary>
    /// <param name="mean">Their mean.</param>
    /// <param name="sigma">Their standard deviation, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public double ExpectedRunLength(double mean, double sigma)
    {
        ControlCharts.Finite(mean, nameof(mean));
        ControlCharts.Positive(sigma, nameof(sigma));
        return TwoSided(Reference / sigma, Decision / sigma, (mean - Target) / sigma);
    }

    /// <summary>Kemp's relation, exact here because both sides have the same H and K above 0: when one side signals the other is at 0 or would have been.</summary>
    private static double TwoSided(double k, double h, double shift) => 1 / (1 / OneSided(k, h, shift) + 1 / OneSided(k, h, -shift));

    /// <summary>L(z) = 1 + L(0) P(x ≤ k - z) + ∫ L(y) φ(y - z + k) dy over 0 to h, unknown at 0 and at the nodes.</summary>
    private static double OneSided(double k, double h, double shift)
    {
        int n = (int)Math.Clamp(24 + 6 * h, 24, 240);
        var (nodes, weights) = GaussLegendre.Of(n, 0, h);
        double[] matrix = new double[(n + 1) * (n + 1)], right = new double[n + 1];
        for (int i = 0; i <= n; i++)
        {
            double z = i == 0 ? 0 : nodes[i - 1], move = k - z - shift;
            right[i] = 1;
            matrix[i * (n + 1)] = -ControlCharts.Below(move);
            for (int j = 0; j < n; j++)
                matrix[i * (n + 1) + j + 1] = -weights[j] * ControlCharts.Density(nodes[j] + move);
            matrix[i * (n + 1) + i]++;
        }

        LinearSystem.Solve(matrix, right);

        // So far in control that rounding hides the alarms: beyond anything a chart is declared for.
        return right[0] is >= 1 and < 1e12 ? right[0] : 1e12;
    }
}

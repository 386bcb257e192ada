namespace SynthWorkbench.Numerics.Statistics;

/// <summary>An EWMA chart after a value.</summary>
/// <param name="Index">Number of values fed.</param>
/// <param name="Value">The weighted average.</param>
/// <param name="Low">The lower limit there.</param>
/// <param name="High">The upper limit there.</param>
/// <param name="Signal">Whether the average is beyond a limit.</param>
/// <param name="FirstSignal">The number of the first value that signalled; null until then.</param>
public readonly record struct EwmaPoint(int Index, double Value, double Low, double High, bool Signal, int? FirstSignal);

/// <summary>The exponentially weighted moving average <c>z = lambda x + (1 - lambda) z</c>, from the target, with limits that widen as its variance grows.</summary>
/// <remarks>
/// Roberts, Technometrics 1 (1959); Montgomery, "Introduction to Statistical Quality Control", section 9.2. Run lengths: the integral equation of Crowder, Technometrics 29 (1987), for settled limits, and the density of the
/// average carried step by step until they have settled.
/// </remarks>
public sealed record EwmaChart
{
    /// <param name="target">The level in control.</param>
    /// <param name="sigma">Standard deviation of the values, above 0.</param>
    /// <param name="lambda">Weight of the newest value, above 0 and at most 1.</param>
    /// <param name="width">L, above 0: the limits are so many standard deviations of the average from the target.</param>
    /// <param name="widening">Whether the limits begin narrow, as the variance of the average does; else they stand where they settle.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public EwmaChart(double target, double sigma, double lambda, double width, bool widening = true)
    {
        Target = ControlCharts.Finite(target, nameof(target));
        Sigma = ControlCharts.Positive(sigma, nameof(sigma));
        if (!(lambda is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "The weight of the newest value is above 0 and at most 1.");
        (Lambda, Width, Widening) = (lambda, ControlCharts.Positive(width, nameof(width)), widening);
    }

    /// <summary>The level in control.</summary>
    public double Target { get; }

    /// <summary>Standard deviation of the values.</summary>
    public double Sigma { get; }

    /// <summary>Weight of the newest value.</summary>
    public double Lambda { get; }

    /// <summary>L.</summary>
    public double Width { get; }

    /// <summary>Whether the limits begin narrow.</summary>
    public bool Widening { get; }

    /// <summary>The chart before any value.</summary>
    public EwmaPoint Start => new(0, Target, Target, Target, false, null);

    /// <summary>The chart that gives a false alarm once in so many values.</summary>
    /// <param name="target">The level in control.</param>
    /// <param name="sigma">Standard deviation of the values, above 0; they are taken as normal and independent.</param>
    /// <param name="lambda">Weight of the newest value, 0.02 to 1: small finds small shifts.</param>
    /// <param name="inControl">Mean number of values until a false alarm, 2 to 1e8.</param>
    /// <param name="widening">Whether the limits begin narrow.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static EwmaChart ForRunLength(double target, double sigma, double lambda, double inControl, bool widening = true)
    {
        ControlCharts.RunLength(inControl, nameof(inControl));
        if (!(lambda is >= 0.02 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "The weight of the newest value is 0.02 to 1.");
        return new EwmaChart(target, sigma, lambda, ControlCharts.WidthFor(inControl, 12, width => RunLength(lambda, width, 0, widening)), widening);
    }

    /// <summary>The limits at a value, counted from 1.</summary>
    public (double Low, double High) Limits(int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        double half = Width * Sigma * Deviation(Lambda, index, Widening);
        return (Target - half, Target + half);
    }

    /// <summary>The chart after one more value; it goes on after a signal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public EwmaPoint Next(EwmaPoint previous, double value)
    {
        ControlCharts.Finite(value, nameof(value));
        double average = Lambda * value + (1 - Lambda) * previous.Value;
        int index = previous.Index + 1;
        var (low, high) = Limits(index);
        bool signal = average < low || average > high;
        return new EwmaPoint(index, average, low, high, signal, previous.FirstSignal ?? (signal ? index : null));
    }

    /// <summary>The chart after each value.</summary>
    public EwmaPoint[] Chart(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var point = Start;
        return [.. values.Select(value => point = Next(point, value))];
    }

    /// <summary>Mean number of independent normal values of standard deviation sigma until the first signal, from the start.</summary>
    /// <param name="mean">Their mean.</param>
    public double ExpectedRunLength(double mean) => RunLength(Lambda, Width, (ControlCharts.Finite(mean, nameof(mean)) - Target) / Sigma, Widening);

    /// <summary>Of the average of standard normal values.</summary>
    private static double Deviation(double lambda, int index, bool widening) =>
        Math.Sqrt(lambda / (2 - lambda) * (widening ? 1 - Math.Pow(1 - lambda, 2.0 * index) : 1));

    private static double RunLength(double lambda, double width, double shift, bool widening)
    {
        double settled = width * Deviation(lambda, 1, false);
        int n = (int)Math.Clamp(24 + 10 * settled / lambda, 24, 200);
        var (nodes, weights) = GaussLegendre.Of(n, -settled, settled);

        // L(u) = 1 + ∫ L(y) φ((y - (1 - λ) u) / λ - shift) / λ dy over the settled limits; row n is the start, u = 0.
        double[] matrix = new double[n * n], lengths = new double[n];
        for (int i = 0; i < n; i++)
        {
            lengths[i] = 1;
            for (int j = 0; j < n; j++)
                matrix[i * n + j] = (i == j ? 1 : 0) - weights[j] * Density(nodes[j], nodes[i]);
        }

        LinearSystem.Solve(matrix, lengths);
        if (!lengths.All(l => l is >= 1 and < 1e12))
            return 1e12;
        if (!widening)
            return 1 + Sum(nodes, weights, y => Density(y, 0), lengths);

        // While limits widen: the density of the average among runs without a signal so far.
        double total = 1;
        double[] at = [0], mass = [1];
        for (int step = 1; ; step++)
        {
            double half = width * Deviation(lambda, step, true);
            bool last = half > settled * (1 - 1e-9);
            var (next, nextWeights) = last ? (nodes, weights) : GaussLegendre.Of(n, -half, half);
            double[] nextMass = new double[n];
            double survive = 0, rest = 0;
            for (int j = 0; j < n; j++)
            {
                for (int i = 0; i < at.Length; i++)
                    nextMass[j] += mass[i] * Density(next[j], at[i]);
                nextMass[j] *= nextWeights[j];
                survive += nextMass[j];
                rest += nextMass[j] * lengths[j];
            }

            if (last)
                return total + rest;
            total += survive;
            (at, mass) = (next, nextMass);
        }

        double Density(double to, double from) => ControlCharts.Density((to - (1 - lambda) * from) / lambda - shift) / lambda;
    }

    private static double Sum(double[] nodes, double[] weights, Func<double, double> density, double[] lengths)
    {
        double sum = 0;
        for (int j = 0; j < nodes.Length; j++)
            sum += weights[j] * density(nodes[j]) * lengths[j];
        return sum;
    }
}

namespace SynthWorkbench.Numerics.Privacy;

/// <summary>
/// Takes noise out of the counts of values in even steps: each is drawn towards a straight line through its neighbours by so much as those differ from their lines by noise alone. Spikes, such as
/// forty hours a week, stand as they are and move no line.
/// </summary>
/// <remarks>Local linear regression with triangular weights (Fan and Gijbels, "Local polynomial modelling and its applications", 1996, section 3.1); shrinkage by signal / (signal + noise) as in James and Stein,
/// "Estimation with quadratic loss", 1961.</remarks>
public static class HistogramSmoothing
{
    private const int Reach = 4;

    /// <summary>Standard deviations of noise above or below the median of the neighbours.</summary>
    private const double Spike = 4;

    /// <summary>The part of the noise's variance that is left around lines of this reach.</summary>
    private const double LeftAroundLine = 0.8;

    /// <summary>Replaces the counts by smoother ones; their noise has the standard deviation <paramref name="deviation"/>, above 0. O(counts).</summary>
    public static void Smooth(Span<double> counts, double deviation)
    {
        double[] seen = counts.ToArray();
        bool[] isSpike = [.. seen.Select((n, i) => Math.Abs(n - Median([.. Near(i, seen.Length).Where(j => j != i).Select(j => seen[j])])) > Spike * deviation)];
        double[] line = [.. seen.Select((_, i) => Line(seen, isSpike, i))];
        for (int i = 0; i < seen.Length; i++)
        {
            if (isSpike[i])
                continue;
            double squares = Near(i, seen.Length).Where(j => !isSpike[j]).Average(j => (seen[j] - line[j]) * (seen[j] - line[j]));
            double noise = deviation * deviation, signal = Math.Max(0, squares - LeftAroundLine * noise);
            counts[i] = line[i] + signal / (signal + noise) * (seen[i] - line[i]);
        }
    }

    private static IEnumerable<int> Near(int at, int count)
    {
        for (int i = Math.Max(0, at - Reach); i <= Math.Min(count - 1, at + Reach); i++)
            yield return i;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    /// <summary>The height at <paramref name="at"/> of the line through its neighbours that are no spikes.</summary>
    private static double Line(double[] seen, bool[] isSpike, int at)
    {
        double weights = 0, places = 0, squares = 0, sum = 0, products = 0;
        foreach (int i in Near(at, seen.Length).Where(i => !isSpike[i]))
        {
            double x = i - at, weight = 1 - Math.Abs(x) / (Reach + 1);
            weights += weight;
            places += weight * x;
            squares += weight * x * x;
            sum += weight * seen[i];
            products += weight * x * seen[i];
        }

        double spread = weights * squares - places * places;
        return weights <= 0 ? seen[at] : spread > 1e-9 ? (squares * sum - places * products) / spread : sum / weights;
    }
}

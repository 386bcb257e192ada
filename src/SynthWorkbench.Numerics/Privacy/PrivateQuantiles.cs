namespace SynthWorkbench.Numerics.Privacy;

/// <summary>
/// Edges of up to 16 intervals of about equally many values, chosen privately from points that do not depend on the data, and the range that holds values at all, by noisy counts. First the median, then the
/// median of each half, and so on: the halves of a level share no row, so that a level is paid once. Last, the outermost intervals are parted an eighth from their end, so that a long tail has one of its own.
/// </summary>
/// <remarks>Kaplan, Schnapp and Stemmer, "Differentially private approximate quantiles", ICML 2022; each choice by the exponential mechanism with score -|b * values below - a * values|, as in Smith,
/// "Privacy-preserving statistical estimation with optimal convergence rates", STOC 2011. A row changes the score of a / b by at most the larger of a and b - a. Cost: O(values log values + grid) a level.</remarks>
public static class PrivateQuantiles
{
    /// <summary>Levels of halves, and one for the ends.</summary>
    private const int Levels = 5;

    private const int Outer = 8, Blocks = 64;

    private const double BlockNoise = 3.5;

    /// <summary>At least two ascending edges out of <paramref name="grid"/> (ascending, at least two points) for <paramref name="sorted"/> values within it; <paramref name="rho"/> pays all levels.</summary>
    public static double[] Edges(double[] sorted, double[] grid, double rho, PrivacyAccountant accountant)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(accountant);
        if (grid.Length < 2)
            throw new ArgumentException($"The grid has {grid.Length} points; edges need at least two.", nameof(grid));
        double level = rho / Levels;
        var parts = new List<Part> { new(0, grid.Length - 1, Lower(sorted, grid[0]), sorted.Length) };
        for (int l = 0; l < Levels - 1; l++)
        {
            var split = new List<Part>();
            var open = parts.Where(p => p.High - p.Low > 1).ToList();
            int[] chosen = accountant.ChooseInParts("edges of numbers and dates", [.. open.Select(p => Scores(p, sorted, grid, 1, 2))], level, 1);
            foreach (var part in parts)
            {
                int at = open.IndexOf(part);
                if (at < 0)
                {
                    split.Add(part);
                    continue;
                }

                int edge = part.Low + 1 + chosen[at], row = Below(sorted, grid[edge], part);
                split.Add(part with { High = edge, To = row });
                split.Add(part with { Low = edge, From = row });
            }

            parts = split;
        }

        int[] edges = [parts[0].Low, .. parts.Select(p => p.High)];
        Part[] ends = parts.Count > 1 ? [.. new[] { parts[0], parts[^1] }.Where(p => p.High - p.Low > 1)] : [];
        int[] cuts = accountant.ChooseInParts("edges of numbers and dates", [.. ends.Select(e => Scores(e, sorted, grid, e == parts[0] ? 1 : Outer - 1, Outer))], level, Outer - 1);
        edges = [.. edges, .. ends.Select((e, i) => e.Low + 1 + cuts[i])];
        return [.. edges.Distinct().Order().Select(e => grid[e])];
    }

    /// <summary>
    /// The part of a <paramref name="grid"/> that holds more of the <paramref name="sorted"/> values than noise would show, as places of its first and last point: without it the choice among a wide grid's many
    /// points would drown the few that matter. Beside it the part with a block more at either end.
    /// </summary>
    public static ((int Low, int High) Range, (int Low, int High) Wider) Range(double[] sorted, double[] grid, double rho, PrivacyAccountant accountant)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(accountant);
        int blocks = Math.Min(Blocks, grid.Length - 1);
        int Start(int block) => (int)((long)Math.Clamp(block, 0, blocks) * (grid.Length - 1) / blocks);
        long[] counts = new long[blocks];
        int at = 0;
        foreach (double value in sorted)
        {
            while (at < blocks - 1 && value >= grid[Start(at + 1)])
                at++;
            counts[at]++;
        }

        long variance = DiscreteGaussian.VarianceFor(rho);
        accountant.AddNoise("edges of numbers and dates", counts, variance);
        double least = BlockNoise * Math.Sqrt(variance);
        int first = Array.FindIndex(counts, c => c > least), last = Array.FindLastIndex(counts, c => c > least);
        if (first < 0)
            first = last = Array.IndexOf(counts, counts.Max());
        return ((Start(first), Start(last + 1)), (Start(first - 1), Start(last + 2)));
    }

    private static int Lower(double[] sorted, double value)
    {
        int row = 0;
        while (row < sorted.Length && sorted[row] < value)
            row++;
        return row;
    }

    /// <summary>Grid points <see cref="Low"/> to <see cref="High"/> and the sorted values between them.</summary>
    private sealed record Part(int Low, int High, int From, int To);

    private static long[] Scores(Part part, double[] sorted, double[] grid, long numerator, long denominator)
    {
        long[] scores = new long[part.High - part.Low - 1];
        int row = part.From;
        for (int i = 0; i < scores.Length; i++)
        {
            while (row < part.To && sorted[row] < grid[part.Low + 1 + i])
                row++;
            scores[i] = -Math.Abs(denominator * (row - part.From) - numerator * (part.To - part.From));
        }

        return scores;
    }

    private static int Below(double[] sorted, double value, Part part)
    {
        int row = part.From;
        while (row < part.To && sorted[row] < value)
            row++;
        return row;
    }
}

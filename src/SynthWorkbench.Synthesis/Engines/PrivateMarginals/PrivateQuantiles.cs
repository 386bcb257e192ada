namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Edges of intervals of about equally many values, chosen privately from points that do not depend on the data. The median first, then the median of each half, and so on: the halves of a level share no
/// row, so that a level is paid once. Last, a little is cut off either end.
/// </summary>
/// <remarks>Kaplan, Schnapp and Stemmer, "Differentially private approximate quantiles", ICML 2022; each choice by the exponential mechanism with score -|b * values below - a * values|, as in Smith,
/// "Privacy-preserving statistical estimation with optimal convergence rates", STOC 2011. A row changes the score of a / b by at most the larger of a and b - a. Cost: O(values log values + grid) a level.</remarks>
internal static class PrivateQuantiles
{
    /// <summary>Levels of halves, and one for the ends.</summary>
    public const int Levels = 5;

    private const int Outer = 8;

    /// <summary>At least two ascending edges out of <paramref name="grid"/> (ascending, at least two points) for <paramref name="sorted"/> values; <paramref name="rho"/> pays all levels.</summary>
    public static double[] Edges(double[] sorted, double[] grid, double rho, PrivacyAccountant accountant)
    {
        double level = rho / Levels;
        var parts = new List<Part> { new(0, grid.Length - 1, 0, sorted.Length) };
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
        var ends = new List<(Part Part, int At, int Numerator)>();
        if (parts.Count > 1)
        {
            ends.Add((parts[0], 0, 1));
            ends.Add((parts[^1], edges.Length - 1, Outer - 1));
        }

        ends.RemoveAll(e => e.Part.High - e.Part.Low <= 1);
        int[] cuts = accountant.ChooseInParts("edges of numbers and dates", [.. ends.Select(e => Scores(e.Part, sorted, grid, e.Numerator, Outer))], level, Outer - 1);
        for (int i = 0; i < ends.Count; i++)
            edges[ends[i].At] = ends[i].Part.Low + 1 + cuts[i];
        return [.. edges.Distinct().Order().Select(e => grid[e])];
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

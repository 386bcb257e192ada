using SynthWorkbench.Numerics.Agreement;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Application.Calibration.Planning;

/// <summary>How well a session can tell an agreement, before anybody has answered: by simulation.</summary>
public static class ExpectedWidth
{
    private const int Simulations = 200;

    private static readonly int[] Sizes = [8, 12, 16, 24, 32, 48, 64, 96, 128, 160, 200];

    /// <summary>The middle 95 % of Krippendorff's alpha over simulated sessions whose true agreement is <paramref name="agreement"/>.</summary>
    /// <param name="items">Items, at least 2.</param>
    /// <param name="reviewers">Reviewers, at least 2.</param>
    /// <param name="levels">Levels of the scale, at least 2, all equally frequent.</param>
    /// <param name="agreement">The true nominal alpha, 0 to 1.</param>
    /// <param name="seed">The same gives the same.</param>
    /// <remarks>
    /// Reviewers find an item's level with chance p and take any other level otherwise, so that two of them agree with chance p² + (1 - p)² / (q - 1) and alpha follows; p is solved for. Real sessions
    /// have rare levels and are somewhat less precise. Cost: 200 coefficients.
    /// </remarks>
    public static (double Low, double High) Of(int items, int reviewers, int levels, double agreement, ulong seed)
    {
        double right = RightFor(agreement, levels);
        var values = new List<double>();
        int[] codes = new int[items * reviewers];
        string[] names = [.. Enumerable.Range(1, levels).Select(l => $"{l}")];
        for (int simulation = 0; simulation < Simulations; simulation++)
        {
            var random = new RandomStream(seed, (ulong)simulation);
            for (int i = 0; i < items; i++)
            {
                int level = random.NextInt32(levels);
                for (int r = 0; r < reviewers; r++)
                    codes[i * reviewers + r] = random.NextDouble() < right ? level : (level + 1 + random.NextInt32(levels - 1)) % levels;
            }

            if (KrippendorffAlpha.Of(new RatingTable(names, codes, reviewers), RatingScale.Nominal).Value is { } alpha)
                values.Add(alpha);
        }

        values.Sort();
        return values.Count == 0 ? (-1, 1) : (values[(int)(0.025 * (values.Count - 1))], values[(int)Math.Ceiling(0.975 * (values.Count - 1))]);
    }

    /// <summary>The fewest items, of some sizes, with which a session of that true agreement would mostly show a value above a limit; null where 200 are not enough.</summary>
    public static int? ItemsFor(double limit, int reviewers, int levels, double agreement, ulong seed)
    {
        foreach (int items in Sizes)
        {
            if (Of(items, reviewers, levels, agreement, seed).Low >= limit)
                return items;
        }

        return null;
    }

    private static double RightFor(double agreement, int levels)
    {
        // alpha (1 - 1/q) + 1/q = p² + (1 - p)² / (q - 1), the larger root in p.
        double q = levels, observed = agreement * (1 - 1 / q) + 1 / q;
        double a = 1 + 1 / (q - 1), b = -2 / (q - 1), c = 1 / (q - 1) - observed;
        return Math.Min(1, (-b + Math.Sqrt(Math.Max(0, b * b - 4 * a * c))) / (2 * a));
    }
}

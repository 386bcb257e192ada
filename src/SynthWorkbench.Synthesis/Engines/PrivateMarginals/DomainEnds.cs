using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Where the values of a column end, if nobody declared it: a range found privately is coarse, and its outer values may be nobody's (years of schooling up to 30). Counted with noise as all cells of a column
/// are, they are left out where the noise would show as much, so that this costs nothing.
/// </summary>
internal static class DomainEnds
{
    /// <summary>Standard deviations of noise that one value's rows must exceed to be within the ends, and those that the rows of the next ones beyond must exceed together.</summary>
    private const double Within = 4, Beyond = 2;

    /// <summary>Values beyond an end that are looked at together: one, or twice as many, up to this.</summary>
    private const int Furthest = 64;

    /// <summary>The domain without values at its ends that hold no more rows than noise, and the counts of its cells. A domain of other cells than values is returned as it is.</summary>
    public static (PrivateDomain Domain, long[] Noisy) Trimmed(PrivateDomain domain, long[] noisy, double deviation)
    {
        if (domain.Count < 3 || domain.Kinds.Skip(1).Any(k => k != CellKind.Value))
            return (domain, noisy);
        int low = Array.FindIndex(noisy, 1, n => n > Within * deviation), high = Array.FindLastIndex(noisy, n => n > Within * deviation);
        if (low < 1)
            return (domain, noisy);
        low = Grown(low, -1);
        high = Grown(high, 1);
        return (PrivateDomain.OfNumbers(domain.Schema, domain.Low[low..(high + 1)], []), [noisy[0], .. noisy[low..(high + 1)]]);

        int Grown(int end, int step)
        {
            for (int width = 1; width <= Furthest;)
            {
                double sum = 0;
                int cells = 0;
                for (int c = end + step; cells < width && c >= 1 && c < noisy.Length; c += step, cells++)
                    sum += noisy[c];
                if (cells < width)
                    break;
                bool isMore = sum > Beyond * deviation * Math.Sqrt(width);
                (end, width) = isMore ? (end + step * width, 1) : (end, 2 * width);
            }

            return end;
        }
    }

    /// <summary>Whether nobody said where a column's numbers end.</summary>
    public static bool AreFound(ColumnSchema schema, Recipes.PrivacyOptions privacy) =>
        schema.Kind is ColumnKind.Numeric or ColumnKind.DateTime && PublicGrid.BoundsOf(privacy.Public.FirstOrDefault(p => p.Column == schema.Name)) is null;
}

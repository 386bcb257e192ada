namespace SynthWorkbench.Synthesis.Metrics.Coverage;

/// <summary>Whether rare labels are reached at all.</summary>
public static class RareCategories
{
    /// <summary>A label of at most this share of the reference is rare.</summary>
    public const double RareShare = 0.02;

    /// <summary>A label of fewer rows says more of persons than of a group.</summary>
    private const int FewestRows = 5;

    /// <summary>Whether a label that <paramref name="count"/> of <paramref name="rows"/> rows carry is rare: not so rare that it says nothing of a group.</summary>
    internal static bool IsRare(int count, int rows) => count >= FewestRows && count <= RareShare * rows;

    /// <summary>Share of the reference's rare labels (of at least five rows) that occur in the other table, and their number; null where no label is rare.</summary>
    public static (double Share, int Labels)? Coverage(IReadOnlyList<ComparedColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int rare = 0, reached = 0;
        foreach (var column in columns.Where(c => !c.IsNumber))
        {
            int[] real = Count(column.RealCodes, column.Labels.Length), synthetic = Count(column.SyntheticCodes, column.Labels.Length);
            for (int l = 0; l < real.Length; l++)
            {
                if (!IsRare(real[l], column.RealCodes.Length))
                    continue;
                rare++;
                reached += synthetic[l] > 0 ? 1 : 0;
            }
        }

        return rare == 0 ? null : ((double)reached / rare, rare);
    }

    private static int[] Count(int[] codes, int labels)
    {
        int[] count = new int[labels];
        foreach (int code in codes)
        {
            if (code >= 0)
                count[code]++;
        }

        return count;
    }
}

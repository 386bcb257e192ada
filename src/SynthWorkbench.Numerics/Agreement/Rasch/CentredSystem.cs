namespace SynthWorkbench.Numerics.Agreement.Rasch;

/// <summary>Linear systems of the rating scale model: items eliminated, blocks of parameters centred.</summary>
internal static class CentredSystem
{
    /// <summary>Takes a parameter of its own out of a system (Schur complement).</summary>
    public static void Eliminate(double[] matrix, double[] coupling, double diagonal)
    {
        int m = coupling.Length;
        for (int a = 0; a < m; a++)
        {
            if (coupling[a] == 0)
                continue;
            double scaled = coupling[a] / diagonal;
            for (int b = 0; b < m; b++)
                matrix[a * m + b] -= scaled * coupling[b];
        }
    }

    /// <summary>Adds 1/n to each of the blocks: a shift of a whole block is what the data cannot know, and there centring decides.</summary>
    public static void Centre(double[] matrix, int m, int criteria, int reviewers, int steps)
    {
        int from = 0;
        foreach (int size in (ReadOnlySpan<int>)[criteria, reviewers, steps])
        {
            for (int a = from; a < from + size; a++)
            {
                for (int b = from; b < from + size; b++)
                    matrix[a * m + b] += 1.0 / size;
            }

            from += size;
        }
    }

    /// <summary>Whether the system has one solution, within rounding.</summary>
    public static bool PositiveDefinite(double[] matrix, int m)
    {
        double[] a = [.. matrix];
        for (int j = 0; j < m; j++)
        {
            if (!(a[j * m + j] > 1e-9 * (1 + matrix[j * m + j])))
                return false;
            for (int i = j + 1; i < m; i++)
            {
                double factor = a[i * m + j] / a[j * m + j];
                for (int k = j; k < m; k++)
                    a[i * m + k] -= factor * a[j * m + k];
            }
        }

        return true;
    }
}

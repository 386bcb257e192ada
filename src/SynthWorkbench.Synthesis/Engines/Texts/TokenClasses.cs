namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>Classes of tokens that have the same neighbours: what may follow a token where too few rows say what follows it itself.</summary>
/// <remarks>k-means over square roots of the shares of left and right neighbours (Hellinger's distance), in the manner of Schütze, "Distributional part-of-speech tagging" (EACL 1995). Begun from the
/// most frequent tokens, so that the same texts give the same classes. O(tokens x classes x neighbours).</remarks>
internal static class TokenClasses
{
    public const int Most = 48;

    private const int Neighbours = 100, Rounds = 8;

    /// <summary>The class of each token.</summary>
    /// <param name="tokens">The texts one after the other; below zero stands what is rare.</param>
    /// <param name="starts">Where each text begins, and the end.</param>
    /// <param name="count">Tokens in all.</param>
    public static int[] Of(int[] tokens, int[] starts, int count)
    {
        int[] places = new int[count];
        foreach (int token in tokens)
        {
            if (token >= 0)
                places[token]++;
        }

        int[] order = [.. Enumerable.Range(0, count).OrderByDescending(t => places[t]).ThenBy(t => t)];
        int[] column = new int[count];
        Array.Fill(column, Neighbours);
        for (int i = 0; i < Math.Min(Neighbours, count); i++)
            column[order[i]] = i;
        const int Width = 2 * (Neighbours + 1);
        float[][] points = [.. Enumerable.Range(0, count).Select(_ => new float[Width])];
        for (int text = 0; text + 1 < starts.Length; text++)
        {
            for (int i = starts[text] + 1; i < starts[text + 1]; i++)
            {
                int before = tokens[i - 1], after = tokens[i];
                if (after >= 0)
                    points[after][before < 0 ? Neighbours : column[before]]++;
                if (before >= 0)
                    points[before][Neighbours + 1 + (after < 0 ? Neighbours : column[after])]++;
            }
        }

        foreach (float[] point in points)
        {
            float sum = point.Sum();
            for (int i = 0; i < Width && sum > 0; i++)
                point[i] = MathF.Sqrt(point[i] / sum);
        }

        int classes = Math.Min(Most, count);
        float[][] centres = [.. order.Take(classes).Select(t => (float[])points[t].Clone())];
        int[] of = new int[count];
        for (int round = 0; round < Rounds; round++)
        {
            Parallel.For(0, count, t => of[t] = Nearest(points[t], centres));
            double[][] sums = [.. Enumerable.Range(0, classes).Select(_ => new double[Width + 1])];
            for (int t = 0; t < count; t++)
            {
                double weight = Math.Sqrt(places[t]);
                sums[of[t]][Width] += weight;
                for (int i = 0; i < Width; i++)
                    sums[of[t]][i] += weight * points[t][i];
            }

            for (int c = 0; c < classes; c++)
            {
                for (int i = 0; i < Width && sums[c][Width] > 0; i++)
                    centres[c][i] = (float)(sums[c][i] / sums[c][Width]);
            }
        }

        return of;
    }

    private static int Nearest(float[] point, float[][] centres)
    {
        int nearest = 0;
        float least = float.MaxValue;
        for (int c = 0; c < centres.Length; c++)
        {
            float distance = 0;
            float[] centre = centres[c];
            for (int i = 0; i < point.Length; i++)
            {
                float d = point[i] - centre[i];
                distance += d * d;
            }

            if (distance < least)
                (least, nearest) = (distance, c);
        }

        return nearest;
    }
}

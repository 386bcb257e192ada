using SynthWorkbench.Synthesis.Metrics.Neighbours;

namespace SynthWorkbench.Synthesis.Metrics.Coverage;

/// <summary>Precision, recall and authenticity of a generated table.</summary>
/// <param name="AlphaPrecision">How well the generated rows fill the reference's own quantiles of distance to its centre; 1 when as it should.</param>
/// <param name="BetaRecall">How much of the reference has a generated row nearer than its nearest real one, over the quantiles; about .5 for rows of the same kind.</param>
/// <param name="Authenticity">Share of generated rows farther from their nearest real row than that row is from its own nearest; about .5 for unseen rows.</param>
/// <param name="Rows">Rows of either table.</param>
/// <param name="PrecisionError">Standard error of precision: a tenth of the generated rows left out at a time.</param>
/// <param name="RecallError">Standard error of recall: a tenth of the real rows left out at a time.</param>
public sealed record PrecisionRecallResult(double AlphaPrecision, double BetaRecall, double Authenticity, int Rows, double PrecisionError, double RecallError);

/// <summary>Alpha-precision, beta-recall and authenticity in the space of scaled numbers and one-hot labels.</summary>
/// <remarks>
/// Alaa, van Breugel, Saveliev and van der Schaar, "How faithful is your synthetic data?", ICML 2022, sections 3 and 4, with spheres around the centre of the data itself ("naive" in
/// synthcity). Authenticity is indexed as the paper has it; synthcity looks real distances up by the wrong index.
/// </remarks>
public static class PrecisionRecall
{
    private const int MaxRows = 10_000, Levels = 30, Groups = 10;

    /// <summary>Measures table <paramref name="other"/> of the space against table 0; null with fewer than 30 rows. Above 10,000 rows either side is sampled with <paramref name="seed"/>.</summary>
    public static PrecisionRecallResult? Run(MixedSpace space, int realRows, int other, int otherRows, ulong seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(space);
        int n = Math.Min(MaxRows, realRows), m = Math.Min(MaxRows, otherRows);
        if (Math.Min(n, m) < 30 || space.Width == 0)
            return null;
        int[] realChosen = RowSample.Choose(realRows, n, seed, 81), otherChosen = RowSample.Choose(otherRows, m, seed, 82);
        var (real, drawn) = WithIndicators(space.Points(0, realChosen), space.Points(other, otherChosen));
        double[] realToCentre = ToCentre(real, real), drawnToCentre = ToCentre(drawn, real), drawnToOwn = ToCentre(drawn, drawn);
        float[] ownNearest = Second(NearestRows.Search(real, real, 2, cancellation, NeighbourMetric.Euclidean));
        var toDrawn = NearestRows.Search(real, drawn, 1, cancellation, NeighbourMetric.Euclidean);
        var toReal = NearestRows.Search(drawn, real, 1, cancellation, NeighbourMetric.Euclidean);
        double[] closestToOwn = Array.ConvertAll(toDrawn.Positions, p => drawnToOwn[p]);
        double[] radii = Quantiles(realToCentre), ownRadii = Quantiles(closestToOwn);
        // Of each row the first level whose sphere holds it; Levels when none does.
        int[] inside = Array.ConvertAll(drawnToCentre, d => FirstLevel(radii, d));
        int[] covered = [.. Enumerable.Range(0, n).Select(i => toDrawn.Distances[i] <= ownNearest[i] ? FirstLevel(ownRadii, closestToOwn[i]) : Levels)];
        double precision = Score(inside, -1), recall = Score(covered, -1);
        int authentic = 0;
        for (int j = 0; j < m; j++)
            authentic += toReal.Distances[j] > ownNearest[toReal.Positions[j]] ? 1 : 0;
        return new PrecisionRecallResult(precision, recall, (double)authentic / m, Math.Min(n, m), Error(inside), Error(covered));
    }

    /// <summary>Alpha-precision alone, which needs no neighbours, and its standard error: O(rows x columns).</summary>
    internal static (double Precision, double Error) Precision(MixedPoints real, MixedPoints drawn)
    {
        (real, drawn) = WithIndicators(real, drawn);
        double[] radii = Quantiles(ToCentre(real, real));
        int[] inside = Array.ConvertAll(ToCentre(drawn, real), d => FirstLevel(radii, d));
        return (Score(inside, -1), Error(inside));
    }

    private static int FirstLevel(double[] radii, double distance)
    {
        int level = 0;
        while (level < Levels && !(distance <= radii[level]))
            level++;
        return level;
    }

    /// <summary>1 less the area between the share of rows within each level and the level, over the area below the diagonal; without the rows of group <paramref name="without"/> (-1: of all rows).</summary>
    private static double Score(int[] firstLevel, int without)
    {
        int[] count = new int[Levels + 1];
        int rows = 0;
        for (int i = 0; i < firstLevel.Length; i++)
        {
            if (i % Groups == without)
                continue;
            count[firstLevel[i]]++;
            rows++;
        }

        double gap = 0, sum = 0;
        int within = 0;
        for (int k = 0; k < Levels; k++)
        {
            within += count[k];
            double level = (double)k / (Levels - 1);
            gap += Math.Abs(level - within / (double)rows);
            sum += level;
        }

        return 1 - gap / sum;
    }

    /// <summary>Standard error by leaving out a tenth of the rows at a time (delete-a-group jackknife, Kott 2001).</summary>
    private static double Error(int[] firstLevel)
    {
        double[] parts = [.. Enumerable.Range(0, Groups).Select(g => Score(firstLevel, g))];
        double mean = parts.Average();
        return Math.Sqrt((Groups - 1.0) / Groups * parts.Sum(p => (p - mean) * (p - mean)));
    }

    /// <summary>A missing number stands at the reference's mean, and a column of its own says that it misses.</summary>
    private static (MixedPoints Real, MixedPoints Drawn) WithIndicators(MixedPoints real, MixedPoints drawn)
    {
        var (realCells, drawnCells, isNumber) = (real.Cells.ToList(), drawn.Cells.ToList(), real.IsNumber.ToList());
        for (int c = 0; c < real.IsNumber.Length; c++)
        {
            if (!real.IsNumber[c])
                continue;
            float[] present = [.. real.Cells[c].AsSpan(0, real.Count).ToArray().Where(v => v > MixedSpace.MissingNumber)];
            float mean = present.Length == 0 ? 0 : (float)present.Average(v => (double)v);
            bool anyMissing = present.Length < real.Count || Array.Exists(drawn.Cells[c], v => v <= MixedSpace.MissingNumber);
            if (!anyMissing)
                continue;
            realCells.Add(Array.ConvertAll(real.Cells[c], v => v <= MixedSpace.MissingNumber ? 1f : 0f));
            drawnCells.Add(Array.ConvertAll(drawn.Cells[c], v => v <= MixedSpace.MissingNumber ? 1f : 0f));
            isNumber.Add(true);
            realCells[c] = Array.ConvertAll(real.Cells[c], v => v <= MixedSpace.MissingNumber ? mean : v);
            drawnCells[c] = Array.ConvertAll(drawn.Cells[c], v => v <= MixedSpace.MissingNumber ? mean : v);
        }

        int[] order = [.. real.Order, .. Enumerable.Range(real.Order.Length, isNumber.Count - real.Order.Length)];
        return (new MixedPoints([.. realCells], [.. isNumber], order, real.Count), new MixedPoints([.. drawnCells], [.. isNumber], order, drawn.Count));
    }

    private static float[] Second(NeighbourResult result) => [.. Enumerable.Range(0, result.Distances.Length / 2).Select(i => result.Distances[2 * i + 1])];

    private static double[] Quantiles(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return [.. Enumerable.Range(0, Levels).Select(k =>
        {
            double at = (double)k / (Levels - 1) * (sorted.Length - 1);
            int below = (int)at;
            return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
        })];
    }

    /// <summary>Distance of each point to the mean of others; of a label column the mean is its vector of shares.</summary>
    private static double[] ToCentre(MixedPoints points, MixedPoints others)
    {
        double[] squared = new double[points.Count];
        for (int c = 0; c < points.IsNumber.Length; c++)
        {
            ReadOnlySpan<float> column = others.Cells[c].AsSpan(0, others.Count);
            if (points.IsNumber[c])
            {
                double mean = 0;
                foreach (float v in column)
                    mean += v / (double)column.Length;
                for (int i = 0; i < squared.Length; i++)
                    squared[i] += (points.Cells[c][i] - mean) * (points.Cells[c][i] - mean);
                continue;
            }

            var share = new Dictionary<float, double>();
            foreach (float v in column)
                share[v] = share.GetValueOrDefault(v) + 1.0 / column.Length;
            double all = share.Values.Sum(s => s * s);
            for (int i = 0; i < squared.Length; i++)
                squared[i] += 1 - 2 * share.GetValueOrDefault(points.Cells[c][i]) + all;
        }

        return Array.ConvertAll(squared, s => Math.Sqrt(Math.Max(0, s)));
    }
}

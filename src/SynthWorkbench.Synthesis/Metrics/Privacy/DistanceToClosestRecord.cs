using SynthWorkbench.Synthesis.Metrics.Neighbours;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>Nearest distances of synthetic rows.</summary>
/// <param name="CloserToTrain">Share of synthetic rows closer to a training row than to a holdout row, ties half; 0.5 when training rows are not favoured.</param>
/// <param name="Rows">Synthetic rows measured.</param>
/// <param name="ToTrain">Nearest distance to the training rows, by synthetic row, ascending.</param>
/// <param name="ToHoldout">Nearest distance to the holdout rows, by synthetic row, ascending.</param>
/// <param name="RatioToTrain">Mean of the nearest distance over the second nearest one, among training rows.</param>
/// <param name="RatioToHoldout">The same among holdout rows.</param>
/// <param name="RatioError">Standard error of <paramref name="RatioToTrain"/> over synthetic rows.</param>
public sealed record ClosestRecordResult(double CloserToTrain, int Rows, float[] ToTrain, float[] ToHoldout, double RatioToTrain, double RatioToHoldout, double RatioError)
{
    /// <summary>What was sampled, for people; null when every row was measured.</summary>
    public string? Sampling(int train, int holdout, int synthetic)
    {
        int either = Math.Min(10_000, Math.Min(train, holdout));
        return Rows < synthetic || either < Math.Max(train, holdout) ? $"Measured for {Rows:N0} synthetic rows, drawn at random, against {either:N0} rows of either side; the interval covers the choice of synthetic rows." : null;
    }
}

/// <summary>Distance to the closest record and nearest-neighbour distance ratio, training rows against as many holdout rows, in a <see cref="MixedSpace"/>.</summary>
/// <remarks>
/// Share as in Platzer and Reutterer, Frontiers in Big Data 4 (2021); ratio as in Zhao et al., "CTAB-GAN", ACML 2021, section 4.4. Passing is no proof of privacy
/// (Yao et al., "The DCR Delusion", 2025): shown, never a gate.
/// </remarks>
public static class DistanceToClosestRecord
{
    private const int MaxRows = 10_000;

    /// <summary>Measures; null when a table has no rows. Above <paramref name="mostRows"/> rows a table is sampled with <paramref name="seed"/>. Tables in the space: 0 training, 1 holdout, 2 synthetic.</summary>
    public static ClosestRecordResult? Run(MixedSpace space, int train, int holdout, int synthetic, ulong seed, CancellationToken cancellation, int mostRows = MaxRows)
    {
        ArgumentNullException.ThrowIfNull(space);
        int n = Math.Min(mostRows, Math.Min(train, holdout)), m = Math.Min(mostRows, synthetic);
        if (n == 0 || m == 0 || space.Width == 0)
            return null;
        var queries = space.Points(2, RowSample.Choose(synthetic, m, seed, 13));
        var toTrain = NearestRows.Search(queries, space.Points(0, RowSample.Choose(train, n, seed, 11)), 2, cancellation);
        var toHoldout = NearestRows.Search(queries, space.Points(1, RowSample.Choose(holdout, n, seed, 12)), 2, cancellation);
        double closer = 0;
        for (int q = 0; q < m; q++)
            closer += toTrain.Distances[2 * q] < toHoldout.Distances[2 * q] ? 1 : toTrain.Distances[2 * q] == toHoldout.Distances[2 * q] ? 0.5 : 0;
        return new ClosestRecordResult(closer / m, m, First(toTrain), First(toHoldout), Ratio(toTrain).Mean, Ratio(toHoldout).Mean, Ratio(toTrain).Error);
    }

    private static float[] First(NeighbourResult result)
    {
        float[] first = [.. Enumerable.Range(0, result.Distances.Length / 2).Select(q => result.Distances[2 * q])];
        Array.Sort(first);
        return first;
    }

    /// <summary>A pair of equal rows (both distances 0) counts as 1: neither is nearer than the other.</summary>
    private static (double Mean, double Error) Ratio(NeighbourResult result)
    {
        double sum = 0, squares = 0;
        int queries = result.Distances.Length / 2;
        for (int q = 0; q < queries; q++)
        {
            float one = result.Distances[2 * q], two = result.Distances[2 * q + 1];
            double ratio = float.IsPositiveInfinity(two) || two == 0 ? 1 : one / two;
            sum += ratio;
            squares += ratio * ratio;
        }

        double mean = sum / queries;
        return (mean, Math.Sqrt(Math.Max(0, squares / queries - mean * mean) / queries));
    }
}

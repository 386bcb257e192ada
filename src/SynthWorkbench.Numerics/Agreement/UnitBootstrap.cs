using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>
/// The percentile bootstrap over units, or over clusters of them where the table has clusters: units of one document are drawn together, because they are not independent.
/// Replicate r draws from the substream (seed, r), so that the same seed gives the same bytes on any number of threads.
/// </summary>
/// <remarks>Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3; clusters: Davison and Hinkley, Bootstrap Methods and their Application (1997), section 3.8. O(resamples × entries of the units).</remarks>
internal static class UnitBootstrap
{
    private const int BlockReplicates = 64;

    /// <summary>The result with its bootstrap interval; as it is where it has no value or no resamples are asked for.</summary>
    public static T Apply<T>(T result, IUnitStatistic statistic, RatingTable table, IntervalOptions options)
        where T : AgreementResult
    {
        if (result.Value is null || options.Resamples == 0)
            return result;
        if (Lacking.IsPerfect(result.Value.Value))
            return result with { Note = Lacking.Spread(result.Units) };
        var (groups, groupCount) = Groups(table);
        if (groupCount < 2)
            return result with { Low = null, High = null, Interval = IntervalMethod.None, Note = "All items lie in one document: resampling documents gives no interval. Items of at least 2 documents are needed." };
        double[] values = Replicates(statistic, groups, groupCount, options);
        double[] defined = [.. values.Where(v => !double.IsNaN(v)).Order()];
        int undefined = values.Length - defined.Length;
        bool enough = defined.Length >= 2 && 2 * defined.Length >= values.Length;
        double tail = (1 - options.Confidence) / 2;
        return result with
        {
            Low = enough ? Percentile(defined, tail) : null,
            High = enough ? Percentile(defined, 1 - tail) : null,
            Interval = enough ? IntervalMethod.Bootstrap : IntervalMethod.None,
            Resamples = values.Length,
            UndefinedResamples = undefined,
            Note = undefined == 0 ? null
                : enough ? $"{undefined:N0} of {values.Length:N0} resamples left the coefficient undefined and are not counted: the interval may be too narrow."
                : $"{undefined:N0} of {values.Length:N0} resamples left the coefficient undefined: there are too few different ratings for an interval.",
        };
    }

    private static double[] Replicates(IUnitStatistic statistic, int[] groups, int groupCount, IntervalOptions options)
    {
        double[] values = new double[options.Resamples];
        int blocks = (values.Length + BlockReplicates - 1) / BlockReplicates;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxThreads == 0 ? -1 : options.MaxThreads };
        Parallel.For(0, blocks, parallel, () => (Times: new int[groups.Length], Drawn: new int[groupCount], Scratch: new double[statistic.Scratch]), (block, _, space) =>
        {
            int end = Math.Min(values.Length, (block + 1) * BlockReplicates);
            for (int replicate = block * BlockReplicates; replicate < end; replicate++)
            {
                Draw(options.Seed, replicate, groups, space.Drawn, space.Times);
                values[replicate] = statistic.Evaluate(space.Times, space.Scratch);
            }

            return space;
        }, _ => { });
        return values;
    }

    private static void Draw(ulong seed, int replicate, ReadOnlySpan<int> groups, Span<int> drawn, Span<int> times)
    {
        var random = new RandomStream(seed, (ulong)replicate);
        drawn.Clear();
        for (int i = 0; i < drawn.Length; i++)
            drawn[random.NextInt32(drawn.Length)]++;
        for (int u = 0; u < times.Length; u++)
            times[u] = groups[u] < 0 ? 0 : drawn[groups[u]];
    }

    /// <summary>The group of each unit, numbered in order of appearance; -1 for units without a rating, which are not drawn.</summary>
    private static (int[] Groups, int Count) Groups(RatingTable table)
    {
        int[] groups = new int[table.Units];
        var numbers = new Dictionary<int, int>();
        int count = 0;
        for (int u = 0; u < groups.Length; u++)
        {
            if (table.Counts.Size[u] == 0)
                groups[u] = -1;
            else if (table.Clusters.IsEmpty)
                groups[u] = count++;
            else if (numbers.TryGetValue(table.Clusters[u], out int known))
                groups[u] = known;
            else
                groups[u] = numbers[table.Clusters[u]] = count++;
        }

        return (groups, count);
    }

    /// <summary>Linear between the order statistics (Hyndman and Fan, The American Statistician 50 (1996), type 7).</summary>
    private static double Percentile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        double value = sorted[below];
        return below + 1 < sorted.Length ? value + (at - below) * (sorted[below + 1] - value) : value;
    }
}

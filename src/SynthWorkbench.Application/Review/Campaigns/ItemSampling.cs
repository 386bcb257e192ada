using System.Globalization;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>What is known of the rows that items are drawn from; what a plan does not need may be null.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Strata">The stratum of each row.</param>
/// <param name="Bits">The surprise of each row; NaN or 0 where the model says nothing.</param>
/// <param name="Failures">Whether each row breaks a constraint.</param>
public sealed record SamplingFrame(int Count, IReadOnlyList<string>? Strata = null, IReadOnlyList<double>? Bits = null, IReadOnlyList<bool>? Failures = null);

/// <summary>The rows drawn, in ascending order, or what is wrong and what to do.</summary>
public sealed record SampledItems(IReadOnlyList<int> Rows, string? Problem = null, string? Note = null);

/// <summary>Draws the rows of a plan. Pure: the same plan and frame give the same rows.</summary>
public static class ItemSampling
{
    /// <summary>The most items of a campaign.</summary>
    public const int MostItems = 100_000;

    private const int MostValuesAsTheyAre = 20;
    private const int Bins = 4;

    /// <summary>Draws at most as many rows as the plan says, each at most once.</summary>
    public static SampledItems Draw(SamplingPlan plan, SamplingFrame frame)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Count == 0)
            return new SampledItems([], "There are no rows to draw from.");
        int wanted = Math.Min(plan.Items, MostItems);
        if (wanted < 1)
            return new SampledItems([], $"{plan.Items} items are none. Ask for at least one.");
        var random = new RandomStream(unchecked((ulong)plan.Seed), (ulong)plan.Kind);
        switch (plan.Kind)
        {
            case SamplingKind.Random:
                return Sorted(Some([.. Enumerable.Range(0, frame.Count)], wanted, ref random));
            case SamplingKind.All:
                return frame.Count <= MostItems
                    ? Sorted(Enumerable.Range(0, frame.Count))
                    : new SampledItems([], $"There are {frame.Count:N0} rows; a campaign takes at most {MostItems:N0} items. Draw a sample instead.");
            case SamplingKind.Stratified:
                return frame.Strata is null ? NoStrata() : Sorted(Stratified(frame.Strata, wanted, ref random));
            case SamplingKind.RareSegments:
                return frame.Strata is null ? NoStrata() : Sorted(Rare(frame.Strata, wanted, ref random));
            case SamplingKind.Surprise:
                return frame.Bits is null
                    ? new SampledItems([], "Surprise needs the run's fitted model, which these items do not have. Choose another sampling.")
                    : Sorted(Weighted(frame.Bits, wanted, ref random));
            case SamplingKind.ConstraintFailures:
                int[] failing = frame.Failures is null ? [] : [.. Enumerable.Range(0, frame.Count).Where(r => frame.Failures[r])];
                return failing.Length == 0
                    ? new SampledItems([], "No row breaks a constraint of the recipe, so there is nothing to review. Choose another sampling.")
                    : Sorted(Some(failing, wanted, ref random)) with { Note = $"{failing.Length:N0} rows break a constraint." };
            default:
                throw new ArgumentOutOfRangeException(nameof(plan), plan.Kind, "Not a kind of sampling.");
        }
    }

    /// <summary>The stratum of each row by a column: its values, or for a number or date of more than 20 values the quarter of the rows it falls into.</summary>
    public static string[] StrataOf(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        string[] values = [.. Enumerable.Range(0, column.Length).Select(r => column.Format(r) ?? "missing")];
        if (column is CodedColumn || values.Distinct(StringComparer.Ordinal).Take(MostValuesAsTheyAre + 1).Count() <= MostValuesAsTheyAre)
            return values;
        int[] order = [.. Enumerable.Range(0, column.Length).Where(r => !column.IsMissing(r)).OrderBy(r => Number(column, r)).ThenBy(r => r)];
        var ends = Enumerable.Range(1, Bins - 1).Select(b => order[b * order.Length / Bins]).ToArray();
        for (int row = 0; row < values.Length; row++)
        {
            if (column.IsMissing(row))
                continue;
            int bin = ends.Count(e => Number(column, row) >= Number(column, e));
            values[row] = string.Create(CultureInfo.InvariantCulture, $"{(bin == 0 ? column.Format(order[0]) : column.Format(ends[bin - 1]))} to {(bin == Bins - 1 ? column.Format(order[^1]) : "below " + column.Format(ends[bin]))}");
        }

        return values;
    }

    private static double Number(Column column, int row) => column switch
    {
        NumericColumn numbers => numbers.Values[row],
        DateTimeColumn dates => dates.Ticks[row],
        _ => throw new ArgumentException($"Column '{column.Name}' holds labels.", nameof(column)),
    };

    private static SampledItems NoStrata() => new([], "This sampling needs a column to part the rows by. Choose one, or another sampling.");

    private static SampledItems Sorted(IEnumerable<int> rows) => new([.. rows.Order()]);

    private static IEnumerable<int> Some(int[] rows, int wanted, ref RandomStream random)
    {
        if (rows.Length <= wanted)
            return rows;

        // The first places of a Fisher-Yates shuffle.
        for (int i = 0; i < wanted; i++)
        {
            int j = i + random.NextInt32(rows.Length - i);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }

        return rows.Take(wanted);
    }

    /// <summary>Equal shares; a stratum smaller than its share is taken whole and the rest is shared among the others again; the last few go to strata in random order.</summary>
    private static List<int> Stratified(IReadOnlyList<string> strata, int wanted, ref RandomStream random)
    {
        int[][] groups = Groups(strata);
        int[] take = new int[groups.Length];
        int[] order = [.. Enumerable.Range(0, groups.Length)];
        random.Shuffle<int>(order);
        int left = wanted;
        for (int[] open = order; left > 0 && open.Length > 0; open = [.. open.Where(g => take[g] < groups[g].Length)])
        {
            int share = Math.Max(1, left / open.Length);
            foreach (int g in open)
            {
                int more = Math.Min(Math.Min(share, left), groups[g].Length - take[g]);
                take[g] += more;
                left -= more;
            }
        }

        var rows = new List<int>();
        for (int g = 0; g < groups.Length; g++)
            rows.AddRange(Some(groups[g], take[g], ref random));
        return rows;
    }

    /// <summary>Whole segments from the smallest on; of the one that is not taken whole, a random part.</summary>
    private static List<int> Rare(IReadOnlyList<string> strata, int wanted, ref RandomStream random)
    {
        var rows = new List<int>();
        foreach (int[] group in Groups(strata).OrderBy(g => g.Length).ThenBy(g => strata[g[0]], StringComparer.Ordinal))
        {
            if (rows.Count >= wanted)
                break;
            rows.AddRange(Some(group, wanted - rows.Count, ref random));
        }

        return rows;
    }

    private static int[][] Groups(IReadOnlyList<string> strata) =>
        [.. Enumerable.Range(0, strata.Count).GroupBy(r => strata[r], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())];

    /// <summary>Weighted without replacement: the largest keys u^(1/w), compared by their logarithms. Rows without weight come last.</summary>
    /// <remarks>Efraimidis and Spirakis, "Weighted random sampling with a reservoir", Information Processing Letters 97 (2006), algorithm A.</remarks>
    private static IEnumerable<int> Weighted(IReadOnlyList<double> bits, int wanted, ref RandomStream random)
    {
        double[] keys = new double[bits.Count];
        for (int row = 0; row < keys.Length; row++)
        {
            double log = Math.Log(1 - random.NextDouble());
            keys[row] = bits[row] > 0 ? log / bits[row] : double.NegativeInfinity;
        }

        return Enumerable.Range(0, keys.Length).OrderByDescending(r => keys[r]).ThenBy(r => r).Take(wanted);
    }
}

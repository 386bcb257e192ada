using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Metrics.Neighbours;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>The two forms of the attack.</summary>
/// <param name="Univariate">Predicates on one column: extremes, values that occur once, a lone missing value.</param>
/// <param name="Multivariate">Predicates on three columns of a synthetic row.</param>
public sealed record SinglingOutResult(AttackRisk? Univariate, AttackRisk? Multivariate);

/// <summary>
/// Does a description that fits exactly one synthetic row fit exactly one training row, more often than it fits exactly one row of as many unseen ones?
/// </summary>
/// <remarks>
/// Giomi et al., PoPETs 2023(2), section 5.1 and appendix A. The control must have as many rows as the attacked table, else the rate differs by table size alone: the larger of the two is
/// sampled down; without that the figures are those of the published code on whole tables.
/// </remarks>
public static class SinglingOut
{
    private const int Columns = 3, TriesPerAttack = 10;

    /// <summary>One condition: a column compared with a value (<c>=</c>, at least, at most, is missing).</summary>
    private readonly record struct Condition(int Column, int Comparison, double Value)
    {
        public bool Holds(double cell) => Comparison switch
        {
            0 => cell == Value,
            1 => cell >= Value,
            -1 => cell <= Value,
            _ => double.IsNaN(cell),
        };
    }

    /// <summary>Runs both forms with at most <paramref name="attacks"/> predicates each; a form without predicates is null.</summary>
    public static SinglingOutResult Run(MixedSpace space, MixedValues values, int attacks, bool equalSizes, ulong seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(values);
        int train = values.Rows(0), holdout = values.Rows(1), synthetic = values.Rows(2);
        if (space.Width == 0 || train == 0 || holdout == 0 || synthetic == 0)
            return new SinglingOutResult(null, null);
        int same = equalSizes ? Math.Min(train, holdout) : int.MaxValue;
        int[]? trainRows = train > same ? RowSample.Choose(train, same, seed, 51) : null, holdoutRows = holdout > same ? RowSample.Choose(holdout, same, seed, 52) : null;
        return new SinglingOutResult(
            Evaluate(Univariate(space, values, attacks, seed)),
            Evaluate(Multivariate(space, values, attacks, seed, cancellation)));

        AttackRisk? Evaluate(List<Condition[]> predicates)
        {
            if (predicates.Count == 0)
                return null;
            int main = 0, control = 0;
            Parallel.ForEach(predicates, new ParallelOptions { CancellationToken = cancellation }, p =>
            {
                if (Count(values, 0, trainRows, p, 2) == 1)
                    Interlocked.Increment(ref main);
                if (Count(values, 1, holdoutRows, p, 2) == 1)
                    Interlocked.Increment(ref control);
            });
            return AttackRisk.Of(main, predicates.Count, control, predicates.Count);
        }
    }

    /// <summary>Rows that a predicate fits, counted up to <paramref name="most"/>.</summary>
    private static int Count(MixedValues values, int table, int[]? rows, Condition[] predicate, int most)
    {
        var first = predicate[0];
        ReadOnlySpan<double> column = values.Column(table, first.Column);
        int count = 0, n = rows?.Length ?? column.Length;
        for (int i = 0; i < n && count < most; i++)
        {
            int row = rows is null ? i : rows[i];
            bool holds = first.Holds(column[row]);
            for (int c = 1; holds && c < predicate.Length; c++)
                holds = predicate[c].Holds(values.Value(table, predicate[c].Column, row));
            count += holds ? 1 : 0;
        }

        return count;
    }

    private static List<Condition[]> Univariate(MixedSpace space, MixedValues values, int attacks, ulong seed)
    {
        var found = new List<Condition[]>();
        for (int c = 0; c < space.Width; c++)
        {
            double[] sorted = [.. values.Column(2, c)];
            int missing = sorted.Count(double.IsNaN);
            sorted = [.. sorted.Where(v => !double.IsNaN(v)).Order()];
            if (missing == 1)
                found.Add([new Condition(c, 2, 0)]);
            if (sorted.Length > 0 && space.IsNumber[c])
            {
                found.Add([new Condition(c, 1, sorted[^1])]);
                found.Add([new Condition(c, -1, sorted[0])]);
            }

            for (int i = 0; i < sorted.Length; i++)
            {
                if ((i == 0 || sorted[i - 1] != sorted[i]) && (i == sorted.Length - 1 || sorted[i + 1] != sorted[i]))
                    found.Add([new Condition(c, 0, sorted[i])]);
            }
        }

        var all = found.ToArray();
        new RandomStream(seed, 0x51, 1).Shuffle(all.AsSpan());
        var singling = new List<Condition[]>();
        foreach (var predicate in all)
        {
            if (singling.Count == attacks)
                break;
            if (Count(values, 2, null, predicate, 2) == 1)
                singling.Add(predicate);
        }

        return singling;
    }

    private static List<Condition[]> Multivariate(MixedSpace space, MixedValues values, int attacks, ulong seed, CancellationToken cancellation)
    {
        int width = Math.Min(Columns, space.Width);
        double[] median = new double[space.Width];
        for (int c = 0; c < median.Length; c++)
        {
            double[] sorted = [.. values.Column(2, c).ToArray().Where(v => !double.IsNaN(v)).Order()];
            median[c] = sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
        }

        var predicates = new Condition[attacks][];
        Parallel.For(0, attacks, new ParallelOptions { CancellationToken = cancellation }, a =>
        {
            var random = new RandomStream(seed, 0x52, (ulong)a);
            int[] columns = [.. Enumerable.Range(0, space.Width)];
            for (int attempt = 0; attempt < TriesPerAttack && predicates[a] is null; attempt++)
            {
                random.Shuffle(columns.AsSpan());
                int row = random.NextInt32(values.Rows(2));
                var predicate = new Condition[width];
                for (int i = 0; i < width; i++)
                {
                    int c = columns[i];
                    double v = values.Value(2, c, row);
                    predicate[i] = double.IsNaN(v) ? new Condition(c, 2, 0) : new Condition(c, !space.IsNumber[c] ? 0 : v > median[c] ? 1 : -1, v);
                }

                if (Count(values, 2, null, predicate, 2) == 1)
                    predicates[a] = predicate;
            }
        });
        return [.. predicates.Where(p => p is not null)];
    }
}

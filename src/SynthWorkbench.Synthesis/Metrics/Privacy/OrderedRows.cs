using SynthWorkbench.Synthesis.Metrics.Neighbours;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>
/// Rows of a table ordered by each of its columns, so that the rows that a condition fits stand side by side: a predicate is looked for among the rows of its narrowest condition only.
/// Memory is 4 bytes a cell.
/// </summary>
internal sealed class OrderedRows
{
    private readonly MixedValues _values;
    private readonly int _table;
    private readonly int[][] _order;
    private readonly int[] _missing;

    /// <summary>Orders <paramref name="rows"/> of a table, or all of them; missing values stand first.</summary>
    public OrderedRows(MixedValues values, int table, int width, int[]? rows, CancellationToken cancellation)
    {
        _values = values;
        _table = table;
        _order = new int[width][];
        _missing = new int[width];
        Parallel.For(0, width, new ParallelOptions { CancellationToken = cancellation }, c =>
        {
            int[] order = rows is null ? [.. Enumerable.Range(0, values.Rows(table))] : [.. rows];
            double[] keys = Array.ConvertAll(order, row => values.Value(table, c, row));
            Array.Sort(keys, order);
            _missing[c] = keys.Count(double.IsNaN);
            _order[c] = order;
        });
    }

    /// <summary>Rows that a predicate fits, counted up to <paramref name="most"/>.</summary>
    public int Count(RowPredicate predicate, int most)
    {
        var conditions = predicate.Conditions;
        var (first, from, to) = (-1, 0, int.MaxValue);
        for (int c = 0; c < conditions.Length; c++)
        {
            var (start, end) = Range(conditions[c]);
            if (first < 0 || end - start < to - from)
                (first, from, to) = (c, start, end);
        }

        if (conditions.Length == 1)
            return Math.Min(most, to - from);
        int[] order = _order[conditions[first].Column];
        int count = 0;
        for (int i = from; i < to && count < most; i++)
        {
            bool holds = true;
            for (int c = 0; holds && c < conditions.Length; c++)
                holds = c == first || conditions[c].Holds(_values.Value(_table, conditions[c].Column, order[i]));
            count += holds ? 1 : 0;
        }

        return count;
    }

    /// <summary>Places in the column's order of the rows that a condition fits.</summary>
    private (int Start, int End) Range(Condition condition)
    {
        int[] order = _order[condition.Column];
        int missing = _missing[condition.Column];
        return condition.Comparison switch
        {
            Comparison.Equal => (First(isGreater: false), First(isGreater: true)),
            Comparison.AtLeast => (First(isGreater: false), order.Length),
            Comparison.AtMost => (missing, First(isGreater: true)),
            _ => (0, missing),
        };

        // The first place whose value is not less than the condition's, or greater.
        int First(bool isGreater)
        {
            var column = _values.Column(_table, condition.Column);
            int low = missing, high = order.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                double at = column[order[middle]];
                if (at < condition.Value || (isGreater && at == condition.Value))
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }
}

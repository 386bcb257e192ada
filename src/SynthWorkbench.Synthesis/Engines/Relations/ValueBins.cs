using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Relations;

/// <summary>A few bins of a column: quantiles of numbers and dates, the most frequent labels and the rest; missing values have a bin of their own. Values of other tables fall into the same bins.</summary>
internal sealed class ValueBins
{
    private readonly double[] _edges;
    private readonly Dictionary<string, int>? _labels;

    private ValueBins(double[] edges, Dictionary<string, int>? labels) => (_edges, _labels) = (edges, labels);

    /// <summary>The number of bins; the last one is of missing values, the one before it of labels that are not frequent.</summary>
    public int Count => (_labels?.Count ?? _edges.Length) + 2;

    public static ValueBins Of(Column column, int most)
    {
        if (column is CodedColumn labels)
        {
            int[] counts = new int[labels.Dictionary.Length];
            foreach (int code in labels.Codes)
            {
                if (code >= 0)
                    counts[code]++;
            }

            var frequent = Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).OrderByDescending(c => counts[c]).ThenBy(c => c).Take(most - 2).Select((c, i) => (labels.Dictionary[c], i));
            return new ValueBins([], frequent.ToDictionary(f => f.Item1, f => f.i, StringComparer.Ordinal));
        }

        double[] sorted = [.. Numbers(column).Where(v => !double.IsNaN(v)).Order()];
        return new ValueBins(sorted.Length == 0 ? [] : [.. Enumerable.Range(1, most - 3).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / (most - 2))]).Distinct()], null);
    }

    public int[] Encode(Column column)
    {
        if (_labels is not null && column is CodedColumn coded)
        {
            int[] binOf = [.. coded.Dictionary.Select(l => _labels.GetValueOrDefault(l, Count - 2))];
            return Array.ConvertAll(coded.Codes.ToArray(), c => c < 0 ? Count - 1 : binOf[c]);
        }

        return Array.ConvertAll(Numbers(column), v =>
        {
            if (double.IsNaN(v))
                return Count - 1;
            int at = Array.BinarySearch(_edges, v);
            return at >= 0 ? at + 1 : ~at;
        });
    }

    private static double[] Numbers(Column column) => Marginals.NumberMarginal.Numbers(column);
}

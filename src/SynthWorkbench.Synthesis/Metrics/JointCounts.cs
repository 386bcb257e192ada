namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>
/// How often each combination of classes of two or three columns occurs in both tables. Small tables of counts are arrays over all combinations; larger ones number combinations as they
/// occur. O(rows).
/// </summary>
internal sealed class JointCounts
{
    /// <summary>Combinations up to which all of them are counted in an array: both arrays stay in a core's cache.</summary>
    private const int MostCells = 1 << 16;

    private readonly int[] _real;
    private readonly int[] _synthetic;
    private readonly long[]? _combinations;
    private readonly int _classes;
    private readonly int _realRows;
    private readonly int _syntheticRows;

    private JointCounts(MarginalCodes first, MarginalCodes second)
    {
        _classes = second.Classes;
        _realRows = first.Real.Length;
        _syntheticRows = first.Synthetic.Length;
        if ((long)first.Classes * second.Classes <= MostCells)
        {
            _real = Count(first.Real, second.Real, first.Classes, second.Classes);
            _synthetic = Count(first.Synthetic, second.Synthetic, first.Classes, second.Classes);
            return;
        }

        var placeOf = new Dictionary<long, int>();
        var (real, synthetic, combinations) = (new List<int>(), new List<int>(), new List<long>());
        Number(first.Real, second.Real, isReal: true);
        Number(first.Synthetic, second.Synthetic, isReal: false);
        (_real, _synthetic, _combinations) = ([.. real], [.. synthetic], [.. combinations]);

        void Number(int[] a, int[] b, bool isReal)
        {
            for (int row = 0; row < a.Length; row++)
            {
                long combination = (long)a[row] * _classes + b[row];
                if (!placeOf.TryGetValue(combination, out int place))
                {
                    placeOf[combination] = place = placeOf.Count;
                    combinations.Add(combination);
                    real.Add(0);
                    synthetic.Add(0);
                }

                if (isReal)
                    real[place]++;
                else
                    synthetic[place]++;
            }
        }
    }

    private JointCounts(int[] real, int[] synthetic, MarginalCodes any)
    {
        (_real, _synthetic, _classes) = (real, synthetic, 1);
        (_realRows, _syntheticRows) = (any.Real.Length, any.Synthetic.Length);
    }

    /// <summary>Counts of two columns.</summary>
    public static JointCounts Of(MarginalCodes first, MarginalCodes second) => new(first, second);

    /// <summary>Counts of three columns.</summary>
    public static JointCounts Of(MarginalCodes first, MarginalCodes second, MarginalCodes third)
    {
        if ((long)first.Classes * second.Classes * third.Classes > MostCells)
            return new JointCounts(first.With(second), third);
        int cells = first.Classes * second.Classes * third.Classes;
        return new JointCounts(Triples(first.Real, second.Real, third.Real), Triples(first.Synthetic, second.Synthetic, third.Synthetic), first);

        int[] Triples(int[] a, int[] b, int[] c)
        {
            int[] counts = new int[cells];
            int s = second.Classes, t = third.Classes;
            for (int row = 0; row < a.Length && row < b.Length && row < c.Length; row++)
                counts[(a[row] * s + b[row]) * t + c[row]]++;
            return counts;
        }
    }

    private static int[] Count(int[] a, int[] b, int first, int second)
    {
        int[] counts = new int[first * second];
        for (int row = 0; row < a.Length && row < b.Length; row++)
            counts[a[row] * second + b[row]]++;
        return counts;
    }

    /// <summary>The sum of absolute differences of the shares, 0 to 2.</summary>
    public double Distance()
    {
        double one = 1.0 / _realRows, two = 1.0 / _syntheticRows, sum = 0;
        for (int cell = 0; cell < _real.Length; cell++)
            sum += Math.Abs(_real[cell] * one - _synthetic[cell] * two);
        return sum;
    }

    /// <summary>Entropy of the combinations in bits.</summary>
    public double Entropy(bool real)
    {
        double rows = real ? _realRows : _syntheticRows, sum = 0;
        foreach (int count in real ? _real : _synthetic)
        {
            if (count > 0)
                sum -= count / rows * Math.Log2(count / rows);
        }

        return sum;
    }

    /// <summary>Cramér's V of two columns (Cramér 1946, section 21.9), without bias correction; null where either is constant.</summary>
    public double? CramersV(bool real)
    {
        int[] counts = real ? _real : _synthetic;
        double n = real ? _realRows : _syntheticRows, sum = 0;
        var rows = new Dictionary<long, double>();
        var columns = new Dictionary<long, double>();
        for (int cell = 0; cell < counts.Length; cell++)
        {
            if (counts[cell] == 0)
                continue;
            long combination = _combinations?[cell] ?? cell;
            rows[combination / _classes] = rows.GetValueOrDefault(combination / _classes) + counts[cell];
            columns[combination % _classes] = columns.GetValueOrDefault(combination % _classes) + counts[cell];
        }

        int smaller = Math.Min(rows.Count, columns.Count) - 1;
        if (smaller < 1 || n == 0)
            return null;
        for (int cell = 0; cell < counts.Length; cell++)
        {
            long combination = _combinations?[cell] ?? cell;
            if (counts[cell] > 0)
                sum += counts[cell] / rows[combination / _classes] * counts[cell] / columns[combination % _classes];
        }

        return Math.Sqrt(Math.Clamp((sum - 1) / smaller, 0, 1));
    }
}

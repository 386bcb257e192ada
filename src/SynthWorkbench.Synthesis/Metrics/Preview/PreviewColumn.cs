using SynthWorkbench.Synthesis.Metrics.Coverage;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Preview;

/// <summary>One column of a reference, prepared: what comparing a few thousand rows with it needs, and nothing that grows with the rows compared.</summary>
internal sealed class PreviewColumn
{
    /// <summary>Groups of the jackknife that gives standard errors.</summary>
    public const int Groups = 10;

    private readonly Dictionary<string, int> _codeOf;
    private readonly double[] _shares;
    private readonly int[] _binOf;

    private PreviewColumn(ComparedColumn column, ColumnReport overlay)
    {
        Name = column.Name;
        IsNumber = column.IsNumber;
        Overlay = overlay;
        Numbers = column.RealNumbers;
        Sorted = column.IsNumber ? column.SortedReal : [];
        _codeOf = column.Labels.Select((label, i) => (label, i)).ToDictionary(l => l.label, l => l.i, StringComparer.Ordinal);
        int rows = column.IsNumber ? Numbers.Length : column.RealCodes.Length;
        Rows = rows;
        Counts = new int[column.Labels.Length];
        foreach (int code in column.RealCodes)
        {
            if (code >= 0)
                Counts[code]++;
        }

        int present = Counts.Sum();
        _shares = Array.ConvertAll(Counts, c => present == 0 ? 0 : (double)c / present);
        PairCodes = column.IsNumber ? EqualWidthBins.Codes(Numbers, EqualWidthBins.Edges(Numbers)) : Array.ConvertAll(column.RealCodes, c => c + 1);
        _binOf = column.IsNumber ? [] : ColumnOverlay.BinsOf(overlay, column.Labels);
    }

    public string Name { get; }

    public bool IsNumber { get; }

    public ColumnReport Overlay { get; }

    public int Rows { get; }

    /// <summary>Training values by row; empty for labels.</summary>
    public double[] Numbers { get; private set; }

    /// <summary>Training values in order without missing ones; empty for labels.</summary>
    public double[] Sorted { get; }

    /// <summary>Training rows of each label.</summary>
    public int[] Counts { get; }

    /// <summary>Classes of the training rows as pair trends count them.</summary>
    public int[] PairCodes { get; private set; }

    /// <summary>Classes of pair codes, with one more for labels that training rows lack.</summary>
    public int Classes => IsNumber ? EqualWidthBins.Classes : Counts.Length + 2;

    /// <summary>Once pairs are counted, single rows are needed no more.</summary>
    public void ForgetRows() => (Numbers, PairCodes) = ([], []);

    public static PreviewColumn Of(ComparedColumn column, ComparedColumn? holdout) => new(column, ColumnOverlay.Of(column, holdout));

    /// <summary>The values of other rows: numbers, or codes with -1 missing and the number of labels for one that training rows lack; null where the kind differs.</summary>
    public (double[] Numbers, int[] Codes)? Read(Column column)
    {
        if (IsNumber)
            return column is CodedColumn ? null : (ComparedColumn.Numbers(column), []);
        if (column is not CodedColumn coded)
            return null;
        int[] known = [.. coded.Dictionary.Select(l => _codeOf.GetValueOrDefault(l, Counts.Length))];
        int[] codes = new int[column.Length];
        for (int row = 0; row < codes.Length; row++)
            codes[row] = coded.Codes[row] < 0 ? -1 : known[coded.Codes[row]];
        return ([], codes);
    }

    /// <summary>Shape scores of all rows (first) and without each group of rows; NaN where undefined.</summary>
    public double[] Shapes(double[] numbers, int[] codes) => IsNumber ? KsComplements(numbers) : TvComplements(codes);

    /// <summary>The statistic is reached at a drawn value or just below one: only those are looked at.</summary>
    private double[] KsComplements(double[] numbers)
    {
        int[] rows = [.. Enumerable.Range(0, numbers.Length).Where(r => !double.IsNaN(numbers[r]))];
        double[] values = Array.ConvertAll(rows, r => numbers[r]);
        Array.Sort(values, rows);
        double[] below = new double[values.Length], upTo = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            bool tied = i > 0 && values[i] == values[i - 1];
            below[i] = tied ? below[i - 1] : (double)Rank(values[i], upper: false) / Sorted.Length;
            upTo[i] = tied ? upTo[i - 1] : (double)Rank(values[i], upper: true) / Sorted.Length;
        }

        double[] scores = new double[Groups + 1];
        for (int without = -1; without < Groups; without++)
        {
            int n = 0;
            foreach (int row in rows)
                n += row % Groups == without ? 0 : 1;
            double largest = 0;
            int seen = 0;
            for (int i = 0; i < values.Length;)
            {
                largest = Math.Max(largest, Math.Abs(below[i] - (double)seen / n));
                int end = i;
                for (; end < values.Length && values[end] == values[i]; end++)
                    seen += rows[end] % Groups == without ? 0 : 1;
                largest = Math.Max(largest, Math.Abs(upTo[i] - (double)seen / n));
                i = end;
            }

            scores[without + 1] = n == 0 || Sorted.Length == 0 ? double.NaN : 1 - largest;
        }

        return scores;
    }

    private int Rank(double value, bool upper)
    {
        int low = 0, high = Sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Sorted[middle] < value || (upper && Sorted[middle] == value))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private double[] TvComplements(int[] codes)
    {
        int labels = Counts.Length + 1;
        int[] count = new int[(Groups + 1) * labels], present = new int[Groups + 1];
        for (int row = 0; row < codes.Length; row++)
        {
            if (codes[row] < 0)
                continue;
            int group = 1 + row % Groups;
            count[codes[row]]++;
            count[group * labels + codes[row]]++;
            present[0]++;
            present[group]++;
        }

        double[] scores = new double[Groups + 1];
        for (int g = 0; g <= Groups; g++)
        {
            double n = present[0] - (g == 0 ? 0 : present[g]), sum = 0;
            for (int l = 0; l < labels; l++)
                sum += Math.Abs((count[l] - (g == 0 ? 0 : count[g * labels + l])) / n - (l < _shares.Length ? _shares[l] : 0));
            scores[g] = n == 0 || _shares.Length == 0 ? double.NaN : 1 - sum / 2;
        }

        return scores;
    }

    /// <summary>Classes of drawn rows as pair trends count them: numbers cut by their own range.</summary>
    public int[] PairCodesOf(double[] numbers, int[] codes) => IsNumber ? EqualWidthBins.Codes(numbers, EqualWidthBins.Edges(numbers)) : Array.ConvertAll(codes, c => c + 1);

    /// <summary>Shares by the bins of the overlay.</summary>
    public double[] Shares(double[] numbers, int[] codes)
    {
        if (IsNumber)
            return ColumnOverlay.Shares(numbers, Overlay.Edges);
        double[] shares = new double[Overlay.Bins.Count];
        int n = 0;
        foreach (int code in codes)
        {
            if (code < 0)
                continue;
            n++;
            int bin = code < _binOf.Length ? _binOf[code] : -1;
            if (bin >= 0)
                shares[bin]++;
        }

        return n == 0 ? shares : Array.ConvertAll(shares, s => s / n);
    }

    /// <summary>The rare labels (as <see cref="RareCategories"/> has them): how many there are, how many the rows reach, and how many a run of <paramref name="runRows"/> rows may be expected to reach.
    /// A label not drawn is one that the control holds back, or one that chance left out: both are taken as equally likely beforehand.</summary>
    public (int Labels, int Reached, double Expected, double AtMost) Rare(int[] codes, long runRows)
    {
        int labels = 0, reached = 0;
        double expected = 0, atMost = 0;
        int[] drawn = new int[Counts.Length];
        foreach (int code in codes)
        {
            if (code >= 0 && code < drawn.Length)
                drawn[code]++;
        }

        for (int l = 0; l < Counts.Length; l++)
        {
            if (!RareCategories.IsRare(Counts[l], Rows))
                continue;
            labels++;
            double share = (double)Counts[l] / Rows;
            if (drawn[l] > 0)
            {
                reached++;
                expected++;
                atMost++;
                continue;
            }

            double byChance = Math.Exp(-share * codes.Length), inRun = 1 - Math.Exp(-share * Math.Max(0, runRows - codes.Length));
            expected += byChance / (1 + byChance) * inRun;
            atMost += inRun;
        }

        return (labels, reached, expected, atMost);
    }
}

using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Texts;

/// <summary>The texts of one column of another table against those of the training rows.</summary>
internal sealed class TextMeasures
{
    private const int Groups = 10, JudgedWords = 200, FewestRows = 50;

    private readonly ComparedText _real;
    private readonly ComparedText _other;
    private readonly Lazy<(double[] Real, double[][] Other)> _words;
    private readonly Lazy<(double[] Real, double[][] Other)> _pairs;
    private readonly Lazy<(int[] Sizes, double[] Weights, double[] Real, double[][][] Other)?> _dependence;

    public TextMeasures(Table train, ComparedText real, Table table, ComparedText other, ComparedText? holdout, int[] trainTexts, int floor, string column, TextPersonalData personal)
    {
        (_real, _other) = (real, other);
        _words = new(() => Words(trainTexts, floor));
        _pairs = new(() => Pairs(trainTexts.Length, floor));
        _dependence = new(() => Dependence(train, table, column, trainTexts));
        if (real.Count == 0 || other.Count == 0)
            return;
        Phrases = holdout is null ? (0, 0) : TextCopies.Phrases(real, holdout, other);
        Whole = TextCopies.Whole(real, other);
        Longest = TextCopies.Longest(real, other);
        Rare = TextCopies.Rare(real, other, trainTexts, floor);
        Personal = personal.Count(other);
    }

    public int Count => _other.Count;

    public int RealCount => _real.Count;

    public (long Train, long Holdout) Phrases { get; }

    public int Whole { get; }

    public int Longest { get; }

    public int Rare { get; }

    public int Personal { get; }

    /// <summary>A likeness without one of the ten groups of rows of the other table (-1 for none left out).</summary>
    public double? Likeness(string id, int without) => id switch
    {
        "text-length" => 1 - KolmogorovSmirnov.Statistic(Lengths(_real, -1), Lengths(_other, without)) is var v && double.IsNaN(v) ? null : v,
        "text-vocabulary" => Overlap(_words.Value, without),
        "text-pairs" => Overlap(_pairs.Value, without),
        _ => Concordance(without),
    };

    private static double[] Lengths(ComparedText texts, int without)
    {
        double[] lengths = [.. Enumerable.Range(0, texts.Count).Where(t => texts.Rows[t] % Groups != without).Select(t => (double)texts[t].Length)];
        Array.Sort(lengths);
        return lengths;
    }

    /// <summary>1 - total variation distance of two tables of counts.</summary>
    private static double? Overlap((double[] Real, double[][] Other) counts, int without)
    {
        double[] other = Joined(counts.Other, without);
        double n = counts.Real.Sum(), m = other.Sum();
        if (n == 0 || m == 0)
            return null;
        double distance = 0;
        for (int i = 0; i < other.Length; i++)
            distance += Math.Abs(counts.Real[i] / n - other[i] / m);
        return Math.Clamp(1 - distance / 2, 0, 1);
    }

    private static double[] Joined(double[][] groups, int without)
    {
        double[] all = new double[groups[0].Length];
        for (int g = 0; g < groups.Length; g++)
        {
            for (int i = 0; i < all.Length && g != without; i++)
                all[i] += groups[g][i];
        }

        return all;
    }

    private (double[] Real, double[][] Other) Words(int[] trainTexts, int floor)
    {
        int[] classes = new int[trainTexts.Length];
        int count = 1;
        for (int w = 0; w < classes.Length; w++)
            classes[w] = trainTexts[w] >= floor ? count++ : 0;
        double[] real = new double[count];
        double[][] other = [.. Enumerable.Range(0, Groups).Select(_ => new double[count])];
        foreach (int token in _real.Tokens)
            real[classes[token]]++;
        for (int t = 0; t < _other.Count; t++)
        {
            foreach (int token in _other[t])
                other[_other.Rows[t] % Groups][classes[token]]++;
        }

        return (real, other);
    }

    private (double[] Real, double[][] Other) Pairs(int edge, int floor)
    {
        var classes = new Dictionary<(int, int), (int Class, int Texts, int Last)>();
        for (int t = 0; t < _real.Count; t++)
        {
            for (int i = 0; i <= _real[t].Length; i++)
            {
                var pair = PairAt(_real[t], i, edge);
                var (_, texts, last) = classes.GetValueOrDefault(pair, (0, 0, -1));
                if (last != t)
                    classes[pair] = (0, texts + 1, t);
            }
        }

        int count = 1;
        foreach (var pair in classes.Keys.Where(p => classes[p].Texts >= floor).Order().ToList())
            classes[pair] = (count++, 0, 0);
        double[] Counts(ComparedText texts, int group)
        {
            double[] counts = new double[count];
            for (int t = 0; t < texts.Count; t++)
            {
                if (group >= 0 && texts.Rows[t] % Groups != group)
                    continue;
                for (int i = 0; i <= texts[t].Length; i++)
                    counts[classes.GetValueOrDefault(PairAt(texts[t], i, edge)).Class]++;
            }

            return counts;
        }

        return (Counts(_real, -1), [.. Enumerable.Range(0, Groups).Select(g => Counts(_other, g))]);
    }

    private static (int, int) PairAt(ReadOnlySpan<int> text, int at, int edge) => (at == 0 ? edge : text[at - 1], at == text.Length ? edge : text[at]);

    /// <summary>By class of another column and word: rows of the class, the share of texts with the word, and of the other table by group rows and texts.</summary>
    private (int[] Sizes, double[] Weights, double[] Real, double[][][] Other)? Dependence(Table train, Table table, string column, int[] trainTexts)
    {
        int[] place = new int[trainTexts.Length];
        int judged = 0;
        foreach (int w in Enumerable.Range(0, trainTexts.Length).Where(w => trainTexts[w] > 0).OrderByDescending(w => trainTexts[w]).ThenBy(w => w).Take(JudgedWords))
            place[w] = ++judged;
        var columns = train.Columns.Where(c => c.Name != column && c.Schema.Role is ColumnRole.Feature or ColumnRole.Target && c.Schema.Kind is ColumnKind.Numeric or ColumnKind.Categorical or ColumnKind.Boolean && table.Schema.Contains(c.Name))
            .Select(c => (c.Name, Segment: SegmentColumn.Of(c, FewestRows, 200))).Where(c => c.Segment is not null).ToList();
        if (columns.Count == 0 || judged == 0)
            return null;
        List<double> weights = [], real = [];
        List<double[]>[] other = [.. Enumerable.Range(0, Groups).Select(_ => new List<double[]>())];
        foreach (var (name, segment) in columns)
        {
            double[][] own = Shares(_real, segment!.Codes(train[name]), segment.Classes, place, judged, -1);
            double all = own.Sum(c => c[0]);
            for (int x = 0; x < own.Length - 1; x++)
            {
                for (int w = 1; w <= judged; w++)
                {
                    weights.Add(own[x][0] / all);
                    real.Add(own[x][0] == 0 ? 0 : own[x][w] / own[x][0] - own.Sum(c => c[w]) / all);
                }
            }

            int[] codes = segment.Codes(table[name]);
            for (int g = 0; g < Groups; g++)
                other[g].AddRange(Shares(_other, codes, segment.Classes, place, judged, g));
        }

        return ([.. columns.Select(c => c.Segment!.Classes)], [.. weights], [.. real], [.. other.Select(g => g.ToArray())]);
    }

    /// <summary>By class the texts, then those with each word.</summary>
    private static double[][] Shares(ComparedText texts, int[] codes, int classes, int[] place, int judged, int group)
    {
        double[][] counts = [.. Enumerable.Range(0, classes).Select(_ => new double[judged + 1])];
        int[] last = new int[judged + 1];
        for (int t = 0; t < texts.Count; t++)
        {
            if (group >= 0 && texts.Rows[t] % Groups != group)
                continue;
            double[] own = counts[codes[texts.Rows[t]]];
            own[0]++;
            foreach (int token in texts[t])
            {
                int w = place[token];
                if (w > 0 && last[w] != t + 1)
                    (own[w], last[w]) = (own[w] + 1, t + 1);
            }
        }

        return counts;
    }

    private double? Concordance(int without)
    {
        if (_dependence.Value is not var (sizes, weights, real, groups))
            return null;
        double[][] other = [.. Enumerable.Range(0, groups[0].Length).Select(x => Joined([.. groups.Select(g => g[x])], without))];
        double cross = 0, squares = 0;
        int at = 0, column = 0, judged = groups[0][0].Length - 1;
        // Classes of one column follow each other and end with that of all other values, which is not judged.
        for (int first = 0; first < other.Length && at < real.Length;)
        {
            int last = first;
            double[] sums = new double[judged + 1];
            for (; last < first + sizes[column]; last++)
            {
                for (int w = 0; w <= judged; w++)
                    sums[w] += other[last][w];
            }

            double all = sums[0];
            for (int x = first; x < last - 1; x++)
            {
                for (int w = 1; w <= judged; w++, at++)
                {
                    double d = other[x][0] == 0 || all == 0 ? 0 : other[x][w] / other[x][0] - sums[w] / all;
                    cross += weights[at] * real[at] * d;
                    squares += weights[at] * (real[at] * real[at] + d * d);
                }
            }

            (first, column) = (last, column + 1);
        }

        return squares <= 0 ? null : Math.Clamp(2 * cross / squares, -1, 1);
    }

}

using SynthWorkbench.Numerics.Trees;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>Judges rows under fitted trees: each value against the donors of the group that its row belongs to.</summary>
internal sealed class TreeSurprise
{
    /// <summary>The stop of about a hundred donors: few enough to be alike, enough to tell a small share from none.</summary>
    private const int Stop = 3;

    /// <summary>Rows of all values that a group is mixed with, so that nothing has probability zero.</summary>
    private const double Prior = 2;

    private readonly TreeColumn[] _columns;
    private readonly Table _rows;
    private readonly Column[] _shown;
    private readonly int[][] _codes;
    private readonly int[]?[] _labels;
    private readonly int[][] _nodes;
    private readonly int[][][] _used;

    private TreeSurprise(TreeColumn[] columns, Table rows, Column[] shown)
    {
        _shown = shown;
        _columns = columns;
        _rows = rows;
        _codes = new int[columns.Length][];
        _labels = new int[]?[columns.Length];
        _nodes = new int[columns.Length][];
        _used = new int[columns.Length][][];
    }

    /// <summary>Judges every row; the table has the model's columns by name.</summary>
    public static Surprise Of(TreeColumn[] columns, Table rows, Table? shown, CancellationToken cancellation)
    {
        var ordered = rows.Select([.. columns.Select(c => c.Schema.Name)]);
        var judge = new TreeSurprise(columns, ordered, Surprise.Shown(ordered, shown));
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, columns.Length, options, judge.Encode);
        var bits = new float[columns.Length][];
        Parallel.For(0, columns.Length, options, c => bits[c] = judge.Judge(c));
        return new Surprise(judge._shown, bits, judge.Reason);
    }

    private void Encode(int c)
    {
        var column = _rows[c];
        if (column is not CodedColumn coded)
        {
            _codes[c] = Array.ConvertAll(NumberMarginal.Numbers(column), _columns[c].Codes.CodeOf);
            return;
        }

        var codeOf = _columns[c].Dictionary.Select((label, i) => (label, i)).ToDictionary(l => l.label, l => l.i, StringComparer.Ordinal);
        int[] known = [.. coded.Dictionary.Select(l => codeOf.GetValueOrDefault(l, -2))];
        int[] labels = new int[column.Length];
        _codes[c] = new int[column.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = coded.Codes[row] < 0 ? -1 : known[coded.Codes[row]];
            _codes[c][row] = _columns[c].Codes.CodeOfLabel(Math.Max(labels[row], -1));
        }

        _labels[c] = labels;
    }

    private float[] Judge(int c)
    {
        var column = _columns[c];
        int rows = _rows.RowCount;
        float[] bits = new float[rows];
        _nodes[c] = new int[rows];
        if (column.ValueTree is not { } tree)
            return bits;
        int[][] used = Array.ConvertAll(column.Predictors, p => _codes[p]);
        if (column.Guide is { } guide)
            used = [.. used, .. guide.Score(used, rows).Select((s, k) => guide.Code(k, s))];
        _used[c] = used;
        double[] numbers = column.Marginal is null ? [] : NumberMarginal.Numbers(_rows[c]);
        double missingOverall = column.MissingTree is { } m ? Share(m, 0, d => d == 1) : 0;
        for (int row = 0; row < rows; row++)
        {
            double missing = column.MissingTree is { } missingTree ? Mixed(missingTree, missingTree.LeafOf(used, row, Stop), d => d == 1, missingOverall) : 0.5 / (tree.Donors.Length + 1);
            if (_rows[c].IsMissing(row))
            {
                bits[row] = (float)-Math.Log2(Math.Max(1e-9, missing));
                continue;
            }

            int node = _nodes[c][row] = tree.LeafOf(used, row, Stop);
            double present = column.MissingTree is null ? 1 : 1 - missing;
            bits[row] = (float)-Math.Log2(Math.Max(1e-9, present * Probability(column, tree, node, _labels[c], numbers, row)));
        }

        return bits;
    }

    private static double Probability(TreeColumn column, DonorTree tree, int node, int[]? labels, double[] numbers, int row)
    {
        if (column.Marginal is not { } marginal)
        {
            int label = labels![row];
            double overall = label < 0 ? 0.5 / (tree.Donors.Length + 1) : (double)column.LabelCounts[label] / tree.Nodes[0].Count;
            return Mixed(tree, node, d => d == label, overall);
        }

        var (low, high, isAtom, share) = marginal.WindowOf(numbers[row], Surprise.Window);
        return isAtom ? Mixed(tree, node, d => d == -1 - low, share) : Mixed(tree, node, d => d >= low && d <= high, share);
    }

    private static double Share(DonorTree tree, int node, Func<int, bool> is_)
    {
        var at = tree.Nodes[node];
        int count = 0;
        foreach (int donor in tree.Donors.AsSpan(at.Start, at.Count))
            count += is_(donor) ? 1 : 0;
        return (double)count / at.Count;
    }

    private static double Mixed(DonorTree tree, int node, Func<int, bool> is_, double overall)
    {
        int n = tree.Nodes[node].Count;
        return (Share(tree, node, is_) * n + Prior * Math.Max(overall, 0.5 / (tree.Nodes[0].Count + 1))) / (n + Prior);
    }

    /// <summary>Why a cell has its bits: the share of the group, the group's size and what makes it a group.</summary>
    private string Reason(int c, int row)
    {
        var column = _columns[c];
        string value = _shown[c].Format(row) ?? "missing";
        if (column.ValueTree is not { } tree)
            return $"{column.Schema.Name} is never given in the training rows.";
        if (_rows[c].IsMissing(row))
            return column.MissingTree is null ? $"{column.Schema.Name} is missing; no training row lacks it." : $"{column.Schema.Name} is missing, which is rare among similar training rows.";
        if (_labels[c] is { } labels && labels[row] < 0)
            return $"'{value}' does not occur in the training rows.";
        int node = _nodes[c][row], group = tree.Nodes[node].Count;
        double[] numbers = column.Marginal is null ? [] : NumberMarginal.Numbers(_rows[c]);
        bool near = column.Marginal is not null && !column.Marginal.WindowOf(numbers[row], Surprise.Window).IsAtom;
        double share = column.Marginal is { } marginal
            ? marginal.WindowOf(numbers[row], Surprise.Window) is var (low, high, isAtom, _) && isAtom ? Share(tree, node, d => d == -1 - low) : Share(tree, node, d => d >= low && d <= high)
            : Share(tree, node, d => d == _labels[c]![row]);
        string conditions = Path(c, tree, row);
        return $"{(share == 0 ? "None" : share.ToString("P1"))} of {group:N0} similar training rows {(share == 0 ? "has" : "have")} {column.Schema.Name} {(near ? "near " : "")}{value}{(conditions.Length > 0 ? $" (similar: {conditions})" : "")}.";
    }

    /// <summary>The columns that the path to a row's group asks for, with the row's own values, at most three.</summary>
    private string Path(int c, DonorTree tree, int row)
    {
        int[] predictors = _columns[c].Predictors;
        var asked = tree.PathOf(_used[c], row, Stop).Where(p => p < predictors.Length).Select(p => predictors[p]).Distinct().Take(3);
        return string.Join(", ", asked.Select(p => $"{_columns[p].Schema.Name} like {_shown[p].Format(row) ?? "missing"}"));
    }
}

using SynthWorkbench.Numerics.Trees;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>Fits one column on the columns before it.</summary>
internal static class TreeColumnFit
{
    /// <summary>Classes beyond the most frequent ones share one in the split criterion; donors keep the full value.</summary>
    private const int MaxClasses = 256;

    private const int SelectionRows = 5000;

    public static TreeColumn Fit(Table train, int column, ColumnCodes[] coding, int[][] codes, EngineOptions options, bool isGuided, CancellationToken cancellation)
    {
        Column target = train[column];
        bool isNumber = target is not CodedColumn;
        int[] present = Present(target);
        double[]? ranks = isNumber ? NumberMarginal.MidRanks(target, present) : null;
        (ushort[] classes, int classCount) = isNumber ? ([], 0) : Classes((CodedColumn)target);
        int[] predictors = SelectPredictors(column, present, ranks, classes, classCount, coding, codes, options.MaxPredictors);
        TreePredictor[] inputs = [.. predictors.Select(p => new TreePredictor(codes[p], coding[p].CodeCount, coding[p].IsOrdered))];
        var ladder = RealismLadder.Of(options.MinDonors, target.Length);
        int[] payload = isNumber ? [] : ((CodedColumn)target).Codes.ToArray();
        var marginal = isNumber ? NumberMarginal.Of(target, present, ranks!, out payload) : null;
        double[]? scores = isNumber && isGuided ? NumberMarginal.NormalScores(ranks!) : null;
        var guided = !isGuided ? null : isNumber
            ? GuideFit.Numbers(inputs, present, scores!, cancellation)
            : GuideFit.Labels(inputs, present, ((CodedColumn)target).Codes.ToArray(), ((CodedColumn)target).Dictionary.Length, cancellation);
        TreePredictor[] all = [.. inputs, .. GuidePredictors(guided)];

        DonorTree? valueTree = null;
        float[] residuals = [];
        if (present.Length > 0)
        {
            valueTree = isNumber
                ? DonorTreeBuilder.ForNumbers(all, [.. present], ranks!, ladder, cancellation)
                : DonorTreeBuilder.ForClasses(all, [.. present], classes, classCount, ladder, cancellation);
            SortLeaves(valueTree, payload);
            if (guided is { } found)
                residuals = isNumber ? NumberResiduals(valueTree.Donors, scores!, found.Scores[0]) : LabelResiduals(valueTree.Donors, payload, found.Guide, found.Scores);
            valueTree = valueTree.WithPayload(payload);
        }

        return new TreeColumn
        {
            Schema = target.Schema,
            Codes = coding[column],
            Predictors = predictors,
            MissingTree = MissingTree(target, present.Length, inputs, ladder, cancellation),
            ValueTree = valueTree,
            Guide = guided?.Guide,
            Residuals = residuals,
            Dictionary = target is CodedColumn coded ? coded.Dictionary : [],
            LabelCounts = isNumber ? [] : Count(payload, present, ((CodedColumn)target).Dictionary.Length),
            Marginal = marginal,
        };
    }

    private static DonorTree? MissingTree(Column target, int present, TreePredictor[] inputs, DonorLadder ladder, CancellationToken cancellation)
    {
        if (target.MissingCount == 0 || present == 0)
            return null;
        ushort[] isMissing = new ushort[target.Length];
        int[] payload = new int[target.Length];
        for (int row = 0; row < isMissing.Length; row++)
            payload[row] = isMissing[row] = (ushort)(target.IsMissing(row) ? 1 : 0);
        var tree = DonorTreeBuilder.ForClasses(inputs, [.. Enumerable.Range(0, target.Length)], isMissing, 2, ladder, cancellation);
        SortLeaves(tree, payload);
        return tree.WithPayload(payload);
    }

    private static IEnumerable<TreePredictor> GuidePredictors((Guide Guide, double[][] Scores)? guided) =>
        guided is not { } found ? [] : found.Scores.Select((scores, k) => new TreePredictor(found.Guide.Code(k, scores), found.Guide.Edges[k].Length, IsOrdered: true));

    /// <summary>Donors of a leaf in the order of what they carry, so that evenly spaced draws are spread over it.</summary>
    private static void SortLeaves(DonorTree tree, int[] payload)
    {
        foreach (var node in tree.Nodes)
        {
            if (node.Predictor >= 0)
                continue;
            Span<int> donors = tree.Donors.AsSpan(node.Start, node.Count);
            int[] keys = new int[node.Count];
            for (int i = 0; i < keys.Length; i++)
                keys[i] = payload[donors[i]];
            keys.AsSpan().Sort(donors);
        }
    }

    private static float[] NumberResiduals(int[] donors, double[] scores, double[] guess) => Array.ConvertAll(donors, row => (float)(scores[row] - guess[row]));

    /// <summary>Where in its own class's interval of cumulative probability each donor stands: uniform when the guide is right (randomised probability integral transform).</summary>
    private static float[] LabelResiduals(int[] donors, int[] labelOf, Guide guide, double[][] scores)
    {
        double[] cumulative = new double[guide.LabelOf.Length];
        return Array.ConvertAll(donors, row =>
        {
            guide.Cumulate(scores, row, cumulative);
            int k = guide.ClassOf[labelOf[row]];
            double low = k == 0 ? 0 : cumulative[k - 1];
            return (float)(low + (cumulative[k] - low) * (Numerics.Random.RandomStream.Mix(0xD0, (ulong)row) >> 11) * (1.0 / (1UL << 53)));
        });
    }

    private static int[] Count(int[] labels, int[] present, int kinds)
    {
        int[] counts = new int[kinds];
        foreach (int row in present)
            counts[labels[row]]++;
        return counts;
    }

    internal static int[] Present(Column column)
    {
        int[] rows = new int[column.Length - column.MissingCount];
        int n = 0;
        for (int row = 0; row < column.Length; row++)
        {
            if (!column.IsMissing(row))
                rows[n++] = row;
        }

        return rows;
    }

    private static (ushort[] Classes, int Count) Classes(CodedColumn column)
    {
        int labels = column.Dictionary.Length;
        int[] classOf = new int[labels];
        int count = Math.Max(1, labels);
        if (labels > MaxClasses)
        {
            int[] frequency = new int[labels];
            foreach (int code in column.Codes)
            {
                if (code >= 0)
                    frequency[code]++;
            }

            int[] order = [.. Enumerable.Range(0, labels)];
            Array.Sort(order, (a, b) => frequency[a] != frequency[b] ? frequency[b].CompareTo(frequency[a]) : a.CompareTo(b));
            for (int place = 0; place < labels; place++)
                classOf[order[place]] = Math.Min(place, MaxClasses - 1);
            count = MaxClasses;
        }
        else
        {
            for (int i = 0; i < labels; i++)
                classOf[i] = i;
        }

        var classes = new ushort[column.Length];
        for (int row = 0; row < classes.Length; row++)
            classes[row] = column.Codes[row] < 0 ? (ushort)0 : (ushort)classOf[column.Codes[row]];
        return (classes, count);
    }

    /// <summary>
    /// The predictors of a column: all before it, or where there are more than <paramref name="most"/> those with the largest share of the target's
    /// impurity explained by their codes, on evenly spaced rows, less what as many codes explain by chance.
    /// </summary>
    private static int[] SelectPredictors(int column, int[] present, double[]? numbers, ushort[] classes, int classCount, ColumnCodes[] coding, int[][] codes, int most)
    {
        int[] all = [.. Enumerable.Range(0, column).Where(p => coding[p].CodeCount > 1)];
        if (all.Length <= most || present.Length == 0)
            return all;
        int step = Math.Max(1, present.Length / SelectionRows);
        int[] rows = [.. present.Where((_, i) => i % step == 0)];
        double[] score = new double[column];
        foreach (int p in all)
            score[p] = numbers is not null ? ExplainedVariance(rows, codes[p], coding[p].CodeCount, numbers) : ExplainedGini(rows, codes[p], coding[p].CodeCount, classes, classCount);
        int[] chosen = [.. all.OrderByDescending(p => score[p]).ThenBy(p => p).Take(most)];
        Array.Sort(chosen);
        return chosen;
    }

    private static double ExplainedVariance(int[] rows, int[] codes, int codeCount, double[] target)
    {
        double[] sum = new double[codeCount];
        int[] count = new int[codeCount];
        double total = 0, squares = 0;
        foreach (int row in rows)
        {
            sum[codes[row]] += target[row];
            count[codes[row]]++;
            total += target[row];
            squares += target[row] * target[row];
        }

        double between = 0;
        int used = 0;
        for (int c = 0; c < codeCount; c++)
        {
            if (count[c] == 0)
                continue;
            between += sum[c] * sum[c] / count[c];
            used++;
        }

        double mean = total * total / rows.Length;
        double spread = squares - mean;
        return spread <= 0 ? 0 : (between - mean) / spread - (double)(used - 1) / rows.Length;
    }

    private static double ExplainedGini(int[] rows, int[] codes, int codeCount, ushort[] target, int classCount)
    {
        var joint = new Dictionary<int, int>();
        int[] count = new int[codeCount];
        double[] whole = new double[classCount];
        foreach (int row in rows)
        {
            int key = codes[row] * classCount + target[row];
            joint[key] = joint.GetValueOrDefault(key) + 1;
            count[codes[row]]++;
            whole[target[row]]++;
        }

        double inside = joint.Sum(cell => (double)cell.Value * cell.Value / count[cell.Key / classCount]);
        double overall = whole.Sum(c => c * c) / rows.Length;
        double impurity = rows.Length - overall;
        return impurity <= 0 ? 0 : (inside - overall) / impurity - (double)(count.Count(c => c > 0) - 1) / rows.Length;
    }
}

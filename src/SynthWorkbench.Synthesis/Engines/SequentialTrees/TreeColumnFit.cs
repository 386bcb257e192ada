using SynthWorkbench.Numerics.Trees;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>Fits one column on the columns before it.</summary>
internal static class TreeColumnFit
{
    /// <summary>Classes beyond the most frequent ones share one in the split criterion; donors keep the full value.</summary>
    private const int MaxClasses = 256;

    private const int SelectionRows = 5000;

    public static TreeColumn Fit(Table train, int column, ColumnCodes[] coding, int[][] codes, EngineOptions options, CancellationToken cancellation)
    {
        Column target = train[column];
        bool isNumber = target is not CodedColumn;
        int[] present = Present(target);
        double[]? numbers = isNumber ? MidRanks(target, present) : null;
        (ushort[] classes, int classCount) = isNumber ? ([], 0) : Classes((CodedColumn)target);
        int[] predictors = SelectPredictors(column, present, numbers, classes, classCount, coding, codes, options.MaxPredictors);
        TreePredictor[] inputs = [.. predictors.Select(p => new TreePredictor(codes[p], coding[p].CodeCount, coding[p].IsOrdered))];

        DonorTree? missingTree = null;
        if (target.MissingCount > 0 && present.Length > 0)
        {
            ushort[] isMissing = new ushort[target.Length];
            int[] payload = new int[target.Length];
            for (int row = 0; row < isMissing.Length; row++)
                payload[row] = isMissing[row] = (ushort)(target.IsMissing(row) ? 1 : 0);
            missingTree = DonorTreeBuilder.ForClasses(inputs, [.. Enumerable.Range(0, target.Length)], isMissing, 2, options.MinDonors, cancellation).WithPayload(payload);
        }

        double[] atoms = [], ranked = [];
        int[] payloadOfRow;
        if (isNumber)
            payloadOfRow = NumberPayload(target, present, out atoms, out ranked);
        else
            payloadOfRow = ((CodedColumn)target).Codes.ToArray();

        DonorTree? valueTree = null;
        if (present.Length > 0)
        {
            valueTree = isNumber
                ? DonorTreeBuilder.ForNumbers(inputs, present, numbers!, options.MinDonors, cancellation)
                : DonorTreeBuilder.ForClasses(inputs, present, classes, classCount, options.MinDonors, cancellation);
            valueTree = valueTree.WithPayload(payloadOfRow);
        }

        return new TreeColumn
        {
            Schema = target.Schema,
            Codes = coding[column],
            Predictors = predictors,
            MissingTree = missingTree,
            ValueTree = valueTree,
            Dictionary = target is CodedColumn coded ? coded.Dictionary : [],
            Atoms = atoms,
            Ranked = ranked,
            TickUnit = target is DateTimeColumn dates ? TickUnit(dates) : 1,
        };
    }

    private static int[] Present(Column column)
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

    /// <summary>Mid-ranks scaled to [0, 1]: skewed money columns then weigh their body as much as their tail.</summary>
    private static double[] MidRanks(Column column, int[] present)
    {
        double[] values = ColumnCodes.Numbers(column);
        double[] keys = new double[present.Length];
        int[] order = new int[present.Length];
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = values[present[i]];
            order[i] = present[i];
        }

        Array.Sort(keys, order);
        double[] ranks = new double[values.Length];
        for (int i = 0; i < order.Length;)
        {
            int end = i + 1;
            while (end < order.Length && keys[end] == keys[i])
                end++;
            double rank = (i + end - 1) / 2.0 / Math.Max(1, order.Length - 1);
            for (; i < end; i++)
                ranks[order[i]] = rank;
        }

        return ranks;
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

    /// <summary>For each row what its donor carries: -1 - position of a frequent value, or the rank among the other values.</summary>
    private static int[] NumberPayload(Column column, int[] present, out double[] atoms, out double[] ranked)
    {
        double[] values = ColumnCodes.Numbers(column);
        double[] keys = new double[present.Length];
        int[] order = new int[present.Length];
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = values[present[i]];
            order[i] = present[i];
        }

        Array.Sort(keys, order);
        int[] payload = new int[values.Length];
        var frequent = new List<double>();
        var others = new List<double>();
        for (int i = 0; i < order.Length;)
        {
            int end = i + 1;
            while (end < order.Length && keys[end] == keys[i])
                end++;
            bool isAtom = end - i >= TreeColumn.AtomCount;
            for (int j = i; j < end; j++)
            {
                payload[order[j]] = isAtom ? -1 - frequent.Count : others.Count;
                if (!isAtom)
                    others.Add(keys[j]);
            }

            if (isAtom)
                frequent.Add(keys[i]);
            i = end;
        }

        atoms = [.. frequent];
        ranked = [.. others];
        return payload;
    }

    private static double TickUnit(DateTimeColumn column)
    {
        foreach (long unit in new[] { TimeSpan.TicksPerDay, TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMillisecond })
        {
            bool whole = true;
            foreach (long ticks in column.Ticks)
                whole &= ticks == DateTimeColumn.MissingTicks || ticks % unit == 0;
            if (whole)
                return unit;
        }

        return 1;
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

using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>Holds the boosts, conditions and what-ifs of a plan against the rows it learns from: rows drawn a hundred times as often say no more than the few real ones behind them.</summary>
public static class CoverageFindings
{
    /// <summary>Synthetic rows for one real row above which they repeat it more than they add.</summary>
    private const double MostRepeats = 20;

    /// <summary>
    /// A boost, label or condition that no training row meets (it cannot run where it asks for such rows), and one whose rows would be more than 20 times the real ones. Those of columns that rules make or
    /// what-ifs move are not judged: the training rows do not say how often they are met. A what-if beyond what the rows support is named, and stops where no model could follow it. O(rows x boosts, conditions and what-ifs).
    /// </summary>
    public static IReadOnlyList<ConstraintFinding> Of(GenerationPlan plan, Table train)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(train);
        return train.RowCount == 0 || plan.Recipe.IsPrivate ? [] : [.. OfBoosts(plan, train), .. OfRebalancing(plan, train), .. OfConditions(plan, train), .. OfWhatIfs(plan, train)];
    }

    private static List<ConstraintFinding> OfConditions(GenerationPlan plan, Table train)
    {
        var findings = new List<ConstraintFinding>();
        for (int i = 0; i < plan.Conditions.Length; i++)
        {
            var (text, rows) = plan.Recipe.Conditions[i];
            if (!plan.Conditions[i].Columns.All(c => IsLearned(plan, train, c)))
                continue;
            int real = RowCells.Matching(plan.Conditions[i], train).Count();
            if (real == 0)
                findings.Add(new ConstraintFinding($"conditions[{i}]", $"No training row meets '{text}': there is nothing to learn such rows from. Check the spelling of the condition, loosen it, or move a number with a what-if.", true));
            else if (NeverDrawn(plan, train, plan.Conditions[i]) is { } rare)
                findings.Add(new ConstraintFinding($"conditions[{i}]", $"{rare}, so that no row meets '{text}'. Ask for another label, join rare ones to one in the reference, or have more rows of it.", true));
            else if (rows > MostRepeats * real)
                findings.Add(new ConstraintFinding($"conditions[{i}]", $"{Cases(real)} of '{text}' would carry {rows:N0} synthetic rows: they repeat what {(real == 1 ? "that one says" : $"those {real:N0} say")}. Ask for at most {MostRepeats * real:N0} of them.", false));
        }

        return findings;
    }

    private static List<ConstraintFinding> OfWhatIfs(GenerationPlan plan, Table train)
    {
        var findings = new List<ConstraintFinding>();
        for (int i = 0; i < plan.Recipe.WhatIfs.Length && !plan.IsSequence; i++)
        {
            var whatIf = plan.Recipe.WhatIfs[i];
            if (!plan.Modelled.Contains(whatIf.Column) || train[whatIf.Column] is not NumericColumn column || WhatIfScale.Of(column) is not { } scale)
                continue;
            double[] real = [.. column.Values.ToArray().Where(v => !double.IsNaN(v))];
            if (whatIf.Median is { } median && scale.RefusalOf(whatIf.Column, median) is { } refusal)
                findings.Add(new ConstraintFinding($"what-ifs[{i}]", refusal, true));
            else if (whatIf.Min > real.Max() || whatIf.Max < real.Min())
                findings.Add(new ConstraintFinding($"what-ifs[{i}]", $"All training rows lie {(whatIf.Min > real.Max() ? $"below {whatIf.Min}, the largest is {real.Max()}" : $"above {whatIf.Max}, the smallest is {real.Min()}")}: every value of '{whatIf.Column}' would be that bound, and nothing real says what follows from it.", false));
        }

        return findings;
    }

    private static List<ConstraintFinding> OfRebalancing(GenerationPlan plan, Table train)
    {
        var findings = new List<ConstraintFinding>();
        for (int i = 0; i < plan.Recipe.Rebalance.Length; i++)
        {
            var asked = plan.Recipe.Rebalance[i];
            if (!IsLearned(plan, train, asked.Column))
                continue;
            var column = train[asked.Column];
            var counts = Enumerable.Range(0, train.RowCount).Select(column.Format).CountBy(label => label ?? "", StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
            for (int v = 0; v < asked.Values.Length; v++)
            {
                int real = counts.GetValueOrDefault(asked.Values[v]);
                double rows = plan.Recipe.Rows * asked.Shares[v];
                if (real == 0)
                    findings.Add(new ConstraintFinding($"rebalance[{i}]", $"No training row has '{asked.Values[v]}' in '{asked.Column}': there is nothing to learn such rows from. Check the spelling, or leave the label out.", true));
                else if (rows > MostRepeats * real)
                    findings.Add(new ConstraintFinding($"rebalance[{i}]", $"{Cases(real)} of '{asked.Values[v]}' would carry about {Rounded(rows):N0} synthetic rows: they repeat what {(real == 1 ? "that one says" : $"those {real:N0} say")}. Ask for a share of at most {MostRepeats * real / plan.Recipe.Rows:0.###}, or for fewer rows.", false));
            }
        }

        return findings;
    }

    private static List<ConstraintFinding> OfBoosts(GenerationPlan plan, Table train)
    {
        if (RowTilt.Of(plan, train) is not { } tilt)
            return [];
        double[] factors = [.. tilt.Weigh(train).Values.ToArray().Select(w => 1 / w)];
        double all = factors.Sum();
        var findings = new List<ConstraintFinding>();
        for (int i = 0; i < plan.Recipe.Boosts.Length; i++)
        {
            var (text, factor) = plan.Recipe.Boosts[i];
            var when = RowExpression.Parse(text).Expression!;
            if (factor == 1 || !when.Columns.All(c => IsLearned(plan, train, c)))
                continue;
            int[] real = [.. RowCells.Matching(when, train)];
            if (real.Length == 0)
                findings.Add(factor > 1
                    ? new ConstraintFinding($"boosts[{i}]", $"No training row meets '{text}': there is nothing to learn such rows from. Check the spelling of the condition, loosen it, or remove the boost.", true)
                    : new ConstraintFinding($"boosts[{i}]", $"No training row meets '{text}': the boost changes nothing.", false));
            else if (NeverDrawn(plan, train, when) is { } rare)
                findings.Add(new ConstraintFinding($"boosts[{i}]", $"{rare}: the boost of '{text}' changes nothing. Boost another label, join rare ones to one in the reference, or have more rows of it.", false));
            else if (TooMany(plan.Recipe.Rows, real.Length, real.Sum(row => factors[row]), all, factor) is { } wayOut)
                findings.Add(new ConstraintFinding($"boosts[{i}]", $"{Cases(real.Length)} of '{text}' would carry about {Rounded(plan.Recipe.Rows * real.Sum(row => factors[row]) / all):N0} synthetic rows: they repeat what {(real.Length == 1 ? "that one says" : $"those {real.Length:N0} say")}. {wayOut}", false));
        }

        return findings;
    }

    /// <summary>What brings the rows of a boost down to 20 for each real one; null where there are no more. A factor below 1 does not help, and a boost that already thins out is not to blame.</summary>
    private static string? TooMany(long rows, int real, double met, double all, double factor)
    {
        double most = MostRepeats * real;
        if (rows * met / all <= most)
            return null;
        double enough = most < rows ? factor * most * (all - met) / (met * (rows - most)) : 0;
        string fewer = $"ask for at most {Rounded(most * all / met):N0} rows";
        return enough >= 1 && enough < factor ? $"Lower the factor to about {(enough < 10 ? Math.Round(enough, 1) : Math.Round(enough)):0.#}, or {fewer}." : $"{char.ToUpperInvariant(fewer[0])}{fewer[1..]}.";
    }

    /// <summary>Why no engine draws a row of a condition: a part of it holds only for labels of so few rows that common ones are drawn in their place. Null where every part may be drawn.</summary>
    private static string? NeverDrawn(GenerationPlan plan, Table train, RowExpression when)
    {
        if (plan.IsSequence)
            return null;
        string engine = EngineChoice.Of(plan.Recipe, train.RowCount, plan.Modelled.Length).Engine.Id;
        var controls = plan.Recipe.Controls();
        foreach (var part in when.Conjuncts.Where(p => p.Columns.Length == 1))
        {
            if (!plan.Modelled.Contains(part.Columns[0]) || plan.Transforms.Changes(part.Columns[0]) || train[part.Columns[0]] is not CodedColumn column || part.Evaluate(_ => CellValue.Missing).IsTrue)
                continue;
            int least = RealismScale.PositionOf(engine, controls.RealismOf(column.Name), controls.Coverage).RareCount;
            var counts = column.Codes.ToArray().Where(c => c >= 0).CountBy(c => c).ToDictionary();
            int[] met = [.. counts.Keys.Where(c => part.Evaluate(_ => CellValue.Of(column.Dictionary[c])).IsTrue)];
            bool areOthersCommon = counts.Where(c => c.Value >= least).Sum(c => c.Value) > train.RowCount / 2;
            if (areOthersCommon && met.Length > 0 && met.All(c => counts[c] < least))
                return $"'{column.Dictionary[met.MaxBy(c => counts[c])]}' of '{column.Name}' stands in {counts[met.MaxBy(c => counts[c])]:N0} of the training rows, and labels of fewer than {least} are not drawn, as they would single somebody out";
        }

        return null;
    }

    private static bool IsLearned(GenerationPlan plan, Table train, string column) =>
        train.Schema.Contains(column) && plan.Rules.All(r => r.Schema.Name != column) && !plan.PseudonymColumns.Contains(column) && plan.Recipe.Columns.All(c => c.Name != column || c.Action == "model") && plan.Recipe.WhatIfs.All(w => w.Column != column);

    private static string Cases(int real) => real == 1 ? "1 real case" : $"{real:N0} real cases";

    /// <summary>To two digits: more would claim what an expectation does not hold.</summary>
    private static double Rounded(double rows)
    {
        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, rows))) - 1));
        return Math.Floor(rows / unit) * unit;
    }
}

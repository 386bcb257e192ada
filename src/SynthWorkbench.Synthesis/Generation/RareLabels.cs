using System.Collections.Frozen;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Metrics.Coverage;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>The labels of modelled columns that few training rows carry, as rare-category coverage counts them.</summary>
internal static class RareLabels
{
    /// <summary>The rare labels of modelled columns by column; a column without one is not listed.</summary>
    public static FrozenDictionary<string, FrozenSet<string>> Of(GenerationPlan plan, Table train)
    {
        var rare = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal);
        foreach (string name in plan.Modelled)
        {
            if (train[name] is not CodedColumn column)
                continue;
            int[] counts = new int[column.Dictionary.Length];
            foreach (int code in column.Codes)
            {
                if (code >= 0)
                    counts[code]++;
            }

            var found = column.Dictionary.Where((_, code) => RareCategories.IsRare(counts[code], train.RowCount)).ToFrozenSet(StringComparer.Ordinal);
            if (found.Count > 0)
                rare[name] = found;
        }

        return rare.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The rare labels by column, in the reference's form; a column without one is not listed.</summary>
    public static FrozenDictionary<string, FrozenSet<string>> Of(GenerationPlan plan, FittedModel model)
    {
        var rare = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal);
        foreach (string learned in model.Schema.Columns.Where(c => !Engines.Pseudonyms.FittedPseudonyms.IsNumbered(c)).Select(c => c.Name))
        {
            if (model.LabelsOf(learned) is not { } counts)
                continue;
            var parts = counts.Labels.SelectMany((label, i) => plan.Transforms.LabelsOf(learned, label).Select(part => (part.Column, part.Label, Count: counts.Counts[i])));
            foreach (var column in parts.GroupBy(p => p.Column, StringComparer.Ordinal))
            {
                var found = column.GroupBy(p => p.Label, p => p.Count, StringComparer.Ordinal).Where(l => RareCategories.IsRare(l.Sum(), counts.Rows)).Select(l => l.Key).ToFrozenSet(StringComparer.Ordinal);
                if (found.Count > 0)
                    rare[column.Key] = found;
            }
        }

        return rare.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Generation;

/// <summary>What a run was measured against. Versions of the same rows with the same holdout are the same reference.</summary>
public sealed record ComparedReference(string Key, string Name);

/// <summary>A run of a comparison. Letters follow the order in which the runs were started, whichever is the base.</summary>
public sealed record ComparedRun(char Letter, GenerationRun Run, RecipeId RecipeId, int Version, Recipe Recipe, ComparedReference Reference, FidelityReport Report, VerdictOutcome Outcome)
{
    public string Name => $"run {Letter}";
}

/// <summary>A run against the base: its metrics, what its recipe says otherwise, and whether its rows are the base's.</summary>
public sealed record RunDifference(ComparedRun Run, ReportComparison Metrics, IReadOnlyList<RecipeChange> Recipe, bool SameRows)
{
    /// <summary>The outcome for people.</summary>
    public string Sentence(ComparedRun @base) => SameRows ? $"Run {Run.Letter} holds the same rows as {@base.Name}, to the byte: there is no difference to look for." : Metrics.Sentence(@base.Name, $"Run {Run.Letter}");
}

/// <summary>Two to six runs side by side.</summary>
/// <param name="Base">What the others are compared with.</param>
/// <param name="Others">The others in the order of their letters.</param>
/// <param name="Cautions">What makes the runs less comparable than their numbers look, each with what to do.</param>
public sealed record RunComparison(ComparedRun Base, IReadOnlyList<RunDifference> Others, IReadOnlyList<string> Cautions)
{
    /// <summary>All runs in the order of their letters.</summary>
    public IReadOnlyList<ComparedRun> Runs => [.. Others.Select(o => o.Run).Append(Base).OrderBy(r => r.Letter)];

    /// <summary>The others whose rows are not the base's.</summary>
    public IReadOnlyList<RunDifference> Distinct => [.. Others.Where(o => !o.SameRows)];
}

/// <summary>The comparison, or why there is none, what to do, and which of the runs asked for could be compared.</summary>
public sealed record RunComparing(RunComparison? Comparison, string? Problem, string? Remedy, IReadOnlyList<RunId> Usable);

namespace SynthWorkbench.Application.Review.Queue;

/// <summary>What follows from decisions that are only ever added to.</summary>
public static class DecisionRecord
{
    /// <summary>The decisions that nobody superseded, oldest first; skips and repeats are none.</summary>
    public static IReadOnlyList<ReviewDecision> Standing(IReadOnlyCollection<ReviewDecision> decisions)
    {
        var superseded = decisions.Where(d => d.Supersedes is not null).Select(d => d.Supersedes!.Value).ToHashSet();
        return [.. decisions.Where(d => d.Kind is not (DecisionKind.Skip or DecisionKind.Repeat) && !superseded.Contains(d.Id)).OrderBy(d => d.At).ThenBy(d => d.Id.Value)];
    }

    /// <summary>Those of them that count for the item: no surplus.</summary>
    public static IReadOnlyList<ReviewDecision> Counting(IReadOnlyCollection<ReviewDecision> decisions) => [.. Standing(decisions).Where(d => d.Kind != DecisionKind.Surplus)];

    /// <summary>The adjudication that no other overrules; null where there is none.</summary>
    public static Adjudication? Standing(IReadOnlyCollection<Adjudication> adjudications) => adjudications.FirstOrDefault(a => adjudications.All(other => other.Supersedes != a.Id));
}

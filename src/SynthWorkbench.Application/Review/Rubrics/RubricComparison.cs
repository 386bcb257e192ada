namespace SynthWorkbench.Application.Review.Rubrics;

public enum RubricChangeKind
{
    Changed,
    Added,
    Removed,
    Moved,
}

/// <summary>One difference between two versions of a rubric.</summary>
/// <param name="Criterion">The criterion's title in the later version that has it; null for the rubric itself.</param>
/// <param name="Setting">What differs, in words; empty where the whole criterion does.</param>
/// <param name="Before">Null where it was not set.</param>
/// <param name="After">Null where it is not set any more.</param>
public sealed record RubricChange(RubricChangeKind Kind, string? Criterion, string Setting, string? Before, string? After);

/// <summary>The difference of two rubrics as a person would tell it. Criteria are matched by id, options by value.</summary>
public static class RubricComparison
{
    public static IReadOnlyList<RubricChange> Between(Rubric before, Rubric after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var changes = new List<RubricChange>();
        Add(changes, null, "Name", before.Name, after.Name);
        Add(changes, null, "Guidance", before.Guidance, after.Guidance);
        var old = before.Criteria.Select(c => c.Id).ToList();
        var now = after.Criteria.Select(c => c.Id).ToList();
        var still = Still(old, now);
        foreach (var gone in before.Criteria.Where(c => !now.Contains(c.Id)))
            changes.Add(new(RubricChangeKind.Removed, gone.Title, "", Summary(gone), null));
        foreach (var criterion in after.Criteria)
        {
            int at = old.IndexOf(criterion.Id);
            if (at < 0)
            {
                changes.Add(new(RubricChangeKind.Added, criterion.Title, "", null, Summary(criterion)));
                continue;
            }

            // Criteria that moved together are told by the first of them.
            if (!still.Contains(criterion.Id) && (Previous(old, at), Previous(now, now.IndexOf(criterion.Id))) is var (was, place) && was != place)
                changes.Add(new(RubricChangeKind.Moved, criterion.Title, "Place", Place(before, was), Place(after, place)));
            var settings = Settings(before.Criteria[at]);
            var later = Settings(criterion);
            foreach (string setting in settings.Keys.Union(later.Keys, StringComparer.Ordinal))
                Add(changes, criterion.Title, setting, settings.GetValueOrDefault(setting), later.GetValueOrDefault(setting));
        }

        return changes;
    }

    private static void Add(List<RubricChange> changes, string? criterion, string setting, string? before, string? after)
    {
        if ((before ?? "") != (after ?? ""))
            changes.Add(new(RubricChangeKind.Changed, criterion, setting, string.IsNullOrEmpty(before) ? null : before, string.IsNullOrEmpty(after) ? null : after));
    }

    private static string? Previous(List<string> ids, int at) => at == 0 ? null : ids[at - 1];

    private static string Place(Rubric rubric, string? previous) => previous is null ? "first" : $"after '{rubric.Criteria.First(c => c.Id == previous).Title}'";

    private static string Summary(Criterion c) => $"{RubricWords.Of(c.Scale)}{(c.Options.IsEmpty || !RubricRules.HasOptions(c.Scale) ? "" : ": " + string.Join(", ", c.Options.Select(o => o.Label)))}";

    private static Dictionary<string, string?> Settings(Criterion c)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Question"] = c.Title,
            ["Guidance"] = c.Guidance,
            ["Scale"] = RubricWords.Of(c.Scale),
            ["Answer"] = c.IsRequired ? "required" : "optional",
            ["Asked"] = c.When is { } when ? $"after {when.Criterion}: {string.Join(", ", when.Values)}" : "always",
            ["Reason"] = RubricWords.Of(c.Rationale) + (c.RationaleFor.IsEmpty ? "" : ": " + string.Join(", ", c.RationaleFor)),
            ["Defects"] = string.Join(", ", c.Defects),
            ["Order of options"] = string.Join(", ", c.Options.Select(o => o.Value)),
            ["Severities"] = string.Join(", ", c.Severities),
            ["Field"] = c.Field,
            ["Range"] = c.Scale == ScaleKind.Numeric ? $"{c.Min} to {c.Max}{(c.Unit is null ? "" : " " + c.Unit)}" : null,
        };
        foreach (var option in c.Options)
            settings[$"Option {option.Value}"] = option.Anchor is null ? option.Label : $"{option.Label}: {option.Anchor}";
        for (int i = 0; i < c.Examples.Length; i++)
            settings[$"Example {i + 1}"] = $"{c.Examples[i].Text} → {c.Examples[i].Answer}{(c.Examples[i].Why is { } why ? $" ({why})" : "")}";
        return settings;
    }

    /// <summary>The ids that kept their order: a longest common subsequence, so that as few as possible count as moved.</summary>
    private static HashSet<string> Still(List<string> before, List<string> after)
    {
        int[,] length = new int[before.Count + 1, after.Count + 1];
        for (int i = before.Count - 1; i >= 0; i--)
        {
            for (int j = after.Count - 1; j >= 0; j--)
                length[i, j] = before[i] == after[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }

        var still = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0, j = 0; i < before.Count && j < after.Count;)
        {
            if (before[i] == after[j])
            {
                still.Add(before[i++]);
                j++;
            }
            else if (length[i + 1, j] >= length[i, j + 1])
                i++;
            else
                j++;
        }

        return still;
    }
}

using System.Globalization;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>
/// Finds conditions, and boosts above 1, that no row can meet whatever is learned: those that contradict themselves, a range constraint, or what a private recipe declares public. Told with the recipe, before anything is fitted and
/// before any budget is spent. Parts joined by <c>and</c> are judged column by column, so that nothing is refused that some row can meet; contradictions between columns are not seen. O(parts x numbers or labels named).
/// </summary>
internal static class ConditionReach
{
    /// <summary>What holds a column of numbers within bounds.</summary>
    private sealed record Domain(double Low, double High, string Why, string WayOut);

    public static void Check(Recipe recipe, TableSchema? reference, List<RecipeProblem> problems)
    {
        if (reference is null)
            return;
        foreach (var (path, when) in recipe.Conditions.Select((c, i) => ($"conditions[{i}].when", c.When)).Concat(recipe.Boosts.Select((b, i) => ($"boosts[{i}].when", b.When)).Where((_, i) => recipe.Boosts[i].Factor > 1)))
        {
            if (RowExpression.Parse(when).Expression is not { } expression)
                continue;
            foreach (var parts in expression.Conjuncts.Where(p => p.Columns.Length == 1).GroupBy(p => p.Columns[0], StringComparer.Ordinal))
            {
                bool isLearned = reference.Contains(parts.Key) && recipe.Columns.FirstOrDefault(c => c.Name == parts.Key) is null or { Action: "model" };
                if (isLearned && WhyNone(recipe, reference[reference.IndexOf(parts.Key)], [.. parts]) is { } why)
                {
                    problems.Add(new RecipeProblem(path, $"No row can meet '{when}': {why}"));
                    break;
                }
            }
        }
    }

    /// <summary>Why no value of a column meets all parts; null where one may.</summary>
    private static string? WhyNone(Recipe recipe, ColumnSchema column, IReadOnlyList<RowExpression> parts)
    {
        bool Meets(CellValue value) => parts.All(p => p.Evaluate(_ => value).IsTrue);
        if (Meets(CellValue.Missing))
            return null;
        if (column.Kind == ColumnKind.Numeric)
        {
            if (parts.Any(p => p.Steps is null))
                return null;
            double[] places = Places(parts.SelectMany(p => p.Steps!.Value), column.IsInteger);
            if (!places.Any(v => Meets(CellValue.Of(v))))
                return $"it contradicts itself, no value of '{column.Name}' meets {Listed(parts)}. Correct one side of it.";
            return Bounds(recipe, column).Where(d => !places.Concat([d.Low, d.High]).Where(v => v >= d.Low && v <= d.High).Any(v => Meets(CellValue.Of(v)))).Select(d => $"{d.Why}. {d.WayOut}").FirstOrDefault();
        }

        // Besides the labels named, those that are true by themselves and one that stands for all others.
        if (column.Kind != ColumnKind.DateTime && parts.All(p => p.Labels is not null) && !parts.SelectMany(p => p.Labels!.Value).Concat(["true", "True", "TRUE", "yes", "\uFFFF"]).Any(label => Meets(CellValue.Of(label))))
            return $"it contradicts itself, no label of '{column.Name}' meets {Listed(parts)}. Correct one side of it, or join both by 'or'.";
        return Declared(recipe, column.Name) is { Values: { IsEmpty: false } values } && column.Kind != ColumnKind.DateTime && !values.Any(label => Meets(CellValue.Of(label)))
            ? $"none of the {values.Length:N0} labels of '{column.Name}' that are declared public meets {Listed(parts)}. Check its spelling, or declare the label it asks for (options.privacy.public)."
            : null;
    }

    /// <summary>The bounds of a column, rounded outward to its decimals, as values drawn may be.</summary>
    private static IEnumerable<Domain> Bounds(Recipe recipe, ColumnSchema column)
    {
        double unit = Math.Pow(10, column.Decimals);
        double Down(double? v) => v is { } low ? Math.Min(low, Math.Floor(low * unit) / unit) : double.MinValue;
        double Up(double? v) => v is { } high ? Math.Max(high, Math.Ceiling(high * unit) / unit) : double.MaxValue;
        if (Declared(recipe, column.Name) is { Min: { } least, Max: { } most })
            yield return new Domain(Down(least), Up(most), $"'{column.Name}' is declared public from {N(least)} to {N(most)}", "Loosen the condition, or declare wider bounds (options.privacy.public).");
        foreach (var range in recipe.Constraints.Where(c => c.Kind == "range" && c.Columns is [var only] && only == column.Name))
        {
            string held = range switch
            {
                { Min: { } low, Max: { } high } => $"from {N(low)} to {N(high)}",
                { Min: { } low } => $"at {N(low)} or above",
                _ => $"at {N(range.Max ?? 0)} or below",
            };
            yield return new Domain(Down(range.Min), Up(range.Max), $"a constraint keeps '{column.Name}' {held}", "Loosen the condition or the constraint.");
        }
    }

    private static PublicColumn? Declared(Recipe recipe, string column) => recipe.Guarantee()?.Public.FirstOrDefault(p => p.Column == column);

    /// <summary>A value of every interval that the numbers named, and their opposites, cut the line into, and the numbers themselves.</summary>
    private static double[] Places(IEnumerable<double> steps, bool isInteger)
    {
        double[] cuts = [.. steps.SelectMany(s => new[] { s, -s }).Append(0).Distinct().Order()];
        IEnumerable<double> places = [cuts[0] - Math.Max(1, Math.Abs(cuts[0])), .. cuts, .. cuts.Zip(cuts.Skip(1), (a, b) => a + (b - a) / 2), cuts[^1] + Math.Max(1, Math.Abs(cuts[^1]))];
        return isInteger ? [.. places.SelectMany(p => new[] { Math.Floor(p), Math.Ceiling(p), Math.Floor(p) + 1, Math.Ceiling(p) - 1 }).Distinct()] : [.. places];
    }

    private static string Listed(IEnumerable<RowExpression> parts) => string.Join(" and ", parts.Select(p => $"'{p.Text.Trim()}'"));

    private static string N(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>
/// Learns a table in a form in which constraints cannot be broken, and turns drawn rows back: the upper column of an inequality as its difference to the lower
/// one, the columns of a fixed combination as one merged label.
/// </summary>
public sealed class ConstraintTransforms
{
    private const char Separator = '\u001F';
    private const string MissingPart = "\u0000";

    private readonly ImmutableArray<RecipeConstraint> _inequalities;
    private readonly ImmutableArray<RecipeConstraint> _combinations;
    private readonly TableSchema? _reference;

    private ConstraintTransforms(ImmutableArray<RecipeConstraint> inequalities, ImmutableArray<RecipeConstraint> combinations, TableSchema? reference)
    {
        _inequalities = inequalities;
        _combinations = combinations;
        _reference = reference;
    }

    /// <summary>
    /// The constraints that can be learned: those whose columns are all modelled and belong to no other transformed constraint (the others are kept by rejection).
    /// </summary>
    internal static ConstraintTransforms For(IEnumerable<RecipeConstraint> constraints, IReadOnlyCollection<string> modelled, TableSchema? reference)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var inequalities = ImmutableArray.CreateBuilder<RecipeConstraint>();
        var combinations = ImmutableArray.CreateBuilder<RecipeConstraint>();
        foreach (var constraint in constraints)
        {
            if (constraint.Kind is not ("inequality" or "fixed-combination") || !constraint.Columns.All(modelled.Contains) || constraint.Columns.Any(taken.Contains))
                continue;
            if (constraint.Kind == "fixed-combination" && constraint.Columns.Any(c => reference![reference!.IndexOf(c)].Kind is ColumnKind.Numeric or ColumnKind.DateTime))
                continue;
            taken.UnionWith(constraint.Columns);
            (constraint.Kind == "inequality" ? inequalities : combinations).Add(constraint);
        }

        return new ConstraintTransforms(inequalities.ToImmutable(), combinations.ToImmutable(), reference);
    }

    /// <summary>The form that is learned.</summary>
    public Table Forward(Table table)
    {
        var columns = table.Columns.ToList();
        foreach (var constraint in _inequalities)
        {
            int at = columns.FindIndex(c => c.Name == constraint.Columns[1]);
            columns[at] = Difference(table[constraint.Columns[0]], columns[at]);
        }

        foreach (var constraint in _combinations)
        {
            int at = columns.FindIndex(c => constraint.Columns.Contains(c.Name));
            columns[at] = Merge([.. constraint.Columns.Select(name => (CodedColumn)table[name])]);
            columns.RemoveAll(c => constraint.Columns.Contains(c.Name) && c != columns[at]);
        }

        return new Table(columns);
    }

    /// <summary>Drawn rows in the reference's form.</summary>
    public Table Inverse(Table table)
    {
        var columns = table.Columns.ToList();
        foreach (var constraint in _combinations)
        {
            int at = columns.FindIndex(c => c.Name == constraint.Columns[0]);
            var parts = Split((CodedColumn)columns[at], constraint.Columns);
            columns.RemoveAt(at);
            columns.InsertRange(at, parts);
        }

        foreach (var constraint in _inequalities)
        {
            var low = columns.Find(c => c.Name == constraint.Columns[0])!;
            int at = columns.FindIndex(c => c.Name == constraint.Columns[1]);
            columns[at] = Sum(low, columns[at], constraint.Strict);
        }

        return new Table(columns);
    }

    /// <summary>High minus low; high itself where low is missing. A difference is at least zero wherever the reference keeps the constraint.</summary>
    private static Column Difference(Column low, Column high)
    {
        double[] a = RowConstraint.Numbers(low), b = RowConstraint.Numbers(high);
        if (high is NumericColumn)
        {
            for (int row = 0; row < b.Length; row++)
                b[row] = double.IsNaN(a[row]) ? b[row] : Math.Round(b[row] - a[row], 15);
            return new NumericColumn(high.Schema, b);
        }

        long[] ticks = new long[b.Length];
        for (int row = 0; row < ticks.Length; row++)
            ticks[row] = double.IsNaN(b[row]) ? DateTimeColumn.MissingTicks : double.IsNaN(a[row]) ? (long)b[row] : (long)(b[row] - a[row]);
        return new DateTimeColumn(high.Schema, ticks);
    }

    private Column Sum(Column low, Column difference, bool strict)
    {
        var schema = _reference is null ? difference.Schema : _reference[_reference.IndexOf(difference.Name)];
        double[] a = RowConstraint.Numbers(low), b = RowConstraint.Numbers(difference);
        double step = !strict ? 0 : schema.Kind == ColumnKind.Numeric ? Math.Pow(10, -schema.Decimals) : TimeSpan.TicksPerSecond;
        if (difference is NumericColumn)
        {
            for (int row = 0; row < b.Length; row++)
                b[row] = double.IsNaN(a[row]) ? b[row] : Math.Round(a[row] + Math.Max(step, b[row]), schema.Decimals);
            return new NumericColumn(schema, b);
        }

        long[] ticks = new long[b.Length];
        for (int row = 0; row < ticks.Length; row++)
            ticks[row] = double.IsNaN(b[row]) ? DateTimeColumn.MissingTicks : double.IsNaN(a[row]) ? (long)b[row] : (long)(a[row] + Math.Max(step, b[row]));
        return new DateTimeColumn(schema, ticks);
    }

    private static CodedColumn Merge(CodedColumn[] parts)
    {
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] codes = new int[parts[0].Length];
        for (int row = 0; row < codes.Length; row++)
        {
            string key = string.Join(Separator, parts.Select(p => p.Format(row) ?? MissingPart));
            if (!codeOf.TryGetValue(key, out codes[row]))
                codeOf[key] = codes[row] = codeOf.Count;
        }

        return new CodedColumn(new ColumnSchema(parts[0].Name, ColumnKind.Categorical), codes, [.. codeOf.OrderBy(c => c.Value).Select(c => c.Key)]);
    }

    private IEnumerable<Column> Split(CodedColumn merged, ImmutableArray<string> names)
    {
        string[][] parts = [.. merged.Dictionary.Select(key => key.Split(Separator))];
        for (int p = 0; p < names.Length; p++)
        {
            var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
            int[] map = new int[parts.Length];
            for (int k = 0; k < parts.Length; k++)
            {
                string label = parts[k][p];
                if (label == MissingPart)
                    map[k] = -1;
                else if (!codeOf.TryGetValue(label, out map[k]))
                    codeOf[label] = map[k] = codeOf.Count;
            }

            int[] codes = new int[merged.Length];
            for (int row = 0; row < codes.Length; row++)
                codes[row] = map[merged.Codes[row]];
            var schema = _reference is null ? new ColumnSchema(names[p], ColumnKind.Categorical) : _reference[_reference.IndexOf(names[p])];
            yield return new CodedColumn(schema, codes, [.. codeOf.OrderBy(c => c.Value).Select(c => c.Key)]);
        }
    }
}

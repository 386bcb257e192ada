using System.Collections.Immutable;
using System.Globalization;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>
/// Learns a table in a form in which constraints cannot be broken, and turns drawn rows back: the upper column of an inequality as its difference to the lower
/// one (beside a column for the rows that have no lower value), the columns of a fixed combination as one merged label.
/// </summary>
public sealed class ConstraintTransforms
{
    /// <summary>The version of the forms: a model learned in another version's form cannot be turned back.</summary>
    public const int Version = 3;

    private const char Separator = '\u001F';
    private const string MissingPart = "\u0000";

    private readonly ImmutableArray<RecipeConstraint> _inequalities;
    private readonly ImmutableArray<RecipeConstraint> _combinations;
    private readonly TableSchema? _reference;
    private readonly bool _isPrivate;

    private ConstraintTransforms(ImmutableArray<RecipeConstraint> inequalities, ImmutableArray<RecipeConstraint> combinations, TableSchema? reference, bool isPrivate)
    {
        _isPrivate = isPrivate;
        _inequalities = inequalities;
        _combinations = combinations;
        _reference = reference;
    }

    /// <summary>
    /// The constraints that can be learned: fixed combinations of modelled columns, those that share a column as one of all their columns; then inequalities of modelled columns that belong to no
    /// other transformed constraint (the others are kept by rejection). Where <paramref name="isPrivate"/>, the columns of the form do not depend on the rows; labels of combinations and values of
    /// differences are then found by the engine, with noise.
    /// </summary>
    internal static ConstraintTransforms For(IReadOnlyList<RecipeConstraint> constraints, IReadOnlyCollection<string> modelled, TableSchema? reference, bool isPrivate = false)
    {
        var combinations = Joined(constraints.Where(c => c.Kind == "fixed-combination" && c.Columns.All(modelled.Contains)));
        var taken = combinations.SelectMany(c => c.Columns).ToHashSet(StringComparer.Ordinal);
        var inequalities = ImmutableArray.CreateBuilder<RecipeConstraint>();
        foreach (var constraint in constraints)
        {
            if (constraint.Kind != "inequality" || !constraint.Columns.All(modelled.Contains) || constraint.Columns.Any(taken.Contains))
                continue;
            if (reference![reference!.IndexOf(constraint.Columns[0])].Kind != reference[reference.IndexOf(constraint.Columns[1])].Kind)
                continue;
            taken.UnionWith(constraint.Columns);
            inequalities.Add(constraint);
        }

        return new ConstraintTransforms(inequalities.ToImmutable(), [.. combinations], reference, isPrivate);
    }

    /// <summary>Combinations that share a column kept together: a row drawn from those of all their columns keeps each of them.</summary>
    private static List<RecipeConstraint> Joined(IEnumerable<RecipeConstraint> combinations)
    {
        var joined = new List<RecipeConstraint>();
        foreach (var constraint in combinations)
        {
            var touching = joined.Where(j => j.Columns.Any(constraint.Columns.Contains)).ToList();
            joined.RemoveAll(touching.Contains);
            joined.Add(constraint with { Columns = [.. touching.SelectMany(j => j.Columns).Concat(constraint.Columns).Distinct(StringComparer.Ordinal)] });
        }

        return joined;
    }

    /// <summary>Whether a column is learned in another form than its own: as a difference, or as part of a combination.</summary>
    public bool Changes(string column) => _inequalities.Any(c => c.Columns[1] == column) || _combinations.Any(c => c.Columns.Contains(column));

    /// <summary>What a label of a learned column says in the reference's form: itself, or the labels of a combination (not its numbers, dates and missing values).</summary>
    internal IEnumerable<(string Column, string Label)> LabelsOf(string learned, string label)
    {
        if (_combinations.FirstOrDefault(c => c.Columns[0] == learned) is not { } combination)
            return [(learned, label)];
        return combination.Columns.Zip(label.Split(Separator)).Where(p => p.Second != MissingPart && _reference![_reference.IndexOf(p.First)].Kind is not (ColumnKind.Numeric or ColumnKind.DateTime));
    }

    /// <summary>The form that is learned.</summary>
    public Table Forward(Table table)
    {
        var columns = table.Columns.ToList();
        foreach (var constraint in _inequalities)
        {
            int at = columns.FindIndex(c => c.Name == constraint.Columns[1]);
            var (difference, alone) = Difference(table[constraint.Columns[0]], columns[at], AloneName(constraint), _isPrivate);
            columns[at] = difference;
            if (alone is not null)
                columns.Insert(at + 1, alone);
        }

        foreach (var constraint in _combinations)
        {
            int at = columns.FindIndex(c => constraint.Columns.Contains(c.Name));
            columns[at] = Merge([.. constraint.Columns.Select(name => table[name])]);
            columns.RemoveAll(c => constraint.Columns.Contains(c.Name) && c != columns[at]);
        }

        return new Table(columns);
    }

    /// <summary>The learned columns that settle a column of the reference, where the model's columns are <paramref name="learned"/>.</summary>
    internal IEnumerable<string> LearnedOf(string column, TableSchema learned)
    {
        if (_combinations.FirstOrDefault(c => c.Columns.Contains(column)) is { } combination)
            return [combination.Columns[0]];
        if (_inequalities.FirstOrDefault(c => c.Columns[1] == column) is { } inequality)
            return [.. inequality.Columns, .. learned.Contains(AloneName(inequality)) ? [AloneName(inequality)] : Array.Empty<string>()];
        return [column];
    }

    /// <summary>The names of learned columns in the order in which they are learned: those that settle <paramref name="first"/> before all others.</summary>
    internal IEnumerable<string> InOrder(TableSchema learned, IReadOnlyCollection<string> first)
    {
        var early = first.SelectMany(c => LearnedOf(c, learned)).ToHashSet(StringComparer.Ordinal);
        return learned.Columns.Select(c => c.Name).OrderBy(name => !early.Contains(name));
    }

    /// <summary>Drawn rows in the reference's form. Where not all columns are drawn yet, those that depend on missing ones stay as they are.</summary>
    public Table Inverse(Table table)
    {
        var columns = table.Columns.ToList();
        foreach (var constraint in _combinations)
        {
            int at = columns.FindIndex(c => c.Name == constraint.Columns[0]);
            if (at < 0)
                continue;
            var parts = Split((CodedColumn)columns[at], constraint.Columns);
            columns.RemoveAt(at);
            columns.InsertRange(at, parts);
        }

        foreach (var constraint in _inequalities)
        {
            int at = columns.FindIndex(c => c.Name == constraint.Columns[1]);
            if (at < 0 || columns.Find(c => c.Name == constraint.Columns[0]) is not { } low)
                continue;
            var alone = columns.Find(c => c.Name == AloneName(constraint));
            columns[at] = Sum(low, columns[at], alone, constraint.Strict);
            if (alone is not null)
                columns.Remove(alone);
        }

        return new Table(columns);
    }

    /// <summary>The name of the column that holds the upper value of rows whose lower one is missing.</summary>
    private static string AloneName(RecipeConstraint constraint) => $"{constraint.Columns[1]}{Separator}alone";

    /// <summary>
    /// High minus low where both are there, and high alone where low is missing: in one column the two would be values of different meaning. A difference is at
    /// least zero wherever the reference keeps the constraint. The second column is null where low is nowhere missing, unless it is wanted always.
    /// </summary>
    private static (Column Difference, Column? Alone) Difference(Column low, Column high, string aloneName, bool always)
    {
        int rows = high.Length;
        bool anyAlone = always;
        if (high is NumericColumn numbers)
        {
            double[] a = RowConstraint.Numbers(low), difference = new double[rows], alone = new double[rows];
            for (int row = 0; row < rows; row++)
            {
                bool isAlone = double.IsNaN(a[row]);
                difference[row] = isAlone ? double.NaN : Math.Round(numbers.Values[row] - a[row], 15);
                alone[row] = isAlone ? numbers.Values[row] : double.NaN;
                anyAlone |= isAlone;
            }

            return (new NumericColumn(high.Schema, difference), anyAlone ? new NumericColumn(high.Schema with { Name = aloneName }, alone) : null);
        }

        // Ticks stay whole numbers: a double would lose the last digits of an instant.
        ReadOnlySpan<long> lows = Ticks(low), highs = Ticks(high);
        long[] between = new long[rows], single = new long[rows];
        for (int row = 0; row < rows; row++)
        {
            bool isAlone = lows[row] == DateTimeColumn.MissingTicks, isMissing = highs[row] == DateTimeColumn.MissingTicks;
            between[row] = isAlone || isMissing ? DateTimeColumn.MissingTicks : highs[row] - lows[row];
            single[row] = isAlone ? highs[row] : DateTimeColumn.MissingTicks;
            anyAlone |= isAlone;
        }

        return (new DateTimeColumn(high.Schema, between), anyAlone ? new DateTimeColumn(high.Schema with { Name = aloneName }, single) : null);
    }

    private Column Sum(Column low, Column difference, Column? alone, bool strict)
    {
        var schema = _reference is null ? difference.Schema : _reference[_reference.IndexOf(difference.Name)];
        int rows = difference.Length;
        if (difference is NumericColumn numbers)
        {
            double step = strict ? Math.Pow(10, -schema.Decimals) : 0;
            double[] a = RowConstraint.Numbers(low), sum = new double[rows];
            for (int row = 0; row < rows; row++)
            {
                sum[row] = !double.IsNaN(a[row]) ? Math.Round(a[row] + Math.Max(step, numbers.Values[row]), schema.Decimals)
                    : alone is NumericColumn other ? other.Values[row] : double.NaN;
            }

            return new NumericColumn(schema, sum);
        }

        long least = strict ? TimeSpan.TicksPerSecond : 0;
        ReadOnlySpan<long> lows = Ticks(low), between = Ticks(difference), single = alone is null ? default : Ticks(alone);
        long[] ticks = new long[rows];
        for (int row = 0; row < rows; row++)
        {
            ticks[row] = lows[row] == DateTimeColumn.MissingTicks ? single.IsEmpty ? DateTimeColumn.MissingTicks : single[row]
                : between[row] == DateTimeColumn.MissingTicks ? DateTimeColumn.MissingTicks : lows[row] + Math.Max(least, between[row]);
        }

        return new DateTimeColumn(schema, ticks);
    }

    private static ReadOnlySpan<long> Ticks(Column column) => column is DateTimeColumn dates ? dates.Ticks
        : throw new ArgumentException($"Column '{column.Name}' holds no dates; a date is compared with a date only.", nameof(column));

    private static CodedColumn Merge(Column[] parts)
    {
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] codes = new int[parts[0].Length];
        for (int row = 0; row < codes.Length; row++)
        {
            string key = string.Join(Separator, parts.Select(p => Key(p, row)));
            if (!codeOf.TryGetValue(key, out codes[row]))
                codeOf[key] = codes[row] = codeOf.Count;
        }

        return new CodedColumn(new ColumnSchema(parts[0].Name, ColumnKind.Categorical), codes, [.. codeOf.OrderBy(c => c.Value).Select(c => c.Key)]);
    }

    /// <summary>A cell's part of a merged label; numbers and ticks in full, so that they come back as they were.</summary>
    private static string Key(Column column, int row) => column.IsMissing(row) ? MissingPart : column switch
    {
        NumericColumn numbers => numbers.Values[row].ToString("R", CultureInfo.InvariantCulture),
        DateTimeColumn dates => dates.Ticks[row].ToString(CultureInfo.InvariantCulture),
        _ => column.Format(row)!,
    };

    private IEnumerable<Column> Split(CodedColumn merged, ImmutableArray<string> names)
    {
        string[][] parts = [.. merged.Dictionary.Select(key => key.Split(Separator))];
        for (int p = 0; p < names.Length; p++)
        {
            var schema = _reference is null ? new ColumnSchema(names[p], ColumnKind.Categorical) : _reference[_reference.IndexOf(names[p])];
            if (schema.Kind is ColumnKind.Numeric)
            {
                double[] known = [.. parts.Select(k => k[p] == MissingPart ? double.NaN : double.Parse(k[p], CultureInfo.InvariantCulture))];
                yield return new NumericColumn(schema, [.. merged.Codes.ToArray().Select(c => known[c])]);
                continue;
            }

            if (schema.Kind is ColumnKind.DateTime)
            {
                long[] known = [.. parts.Select(k => k[p] == MissingPart ? DateTimeColumn.MissingTicks : long.Parse(k[p], CultureInfo.InvariantCulture))];
                yield return new DateTimeColumn(schema, [.. merged.Codes.ToArray().Select(c => known[c])]);
                continue;
            }

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
            yield return new CodedColumn(schema, codes, [.. codeOf.OrderBy(c => c.Value).Select(c => c.Key)]);
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using SynthWorkbench.Numerics.Agreement;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Cli;

/// <summary>The columns of a file of ratings.</summary>
internal sealed record RatingColumns(string Unit, string Rater, string Value, string? Cluster)
{
    public IEnumerable<string> Names => Cluster is null ? [Unit, Rater, Value] : [Unit, Rater, Value, Cluster];

    /// <summary>Those that name something; read as written, because 7 and 007 are two items.</summary>
    public IEnumerable<string> Labels => Cluster is null ? [Unit, Rater] : [Unit, Rater, Cluster];
}

/// <summary>A file of one rating a row, as a table of items by reviewers, each in order of appearance.</summary>
internal sealed record RatingFile(RatingTable Table, bool LevelsAreObserved, IReadOnlyList<string> Units)
{
    private const NumberStyles Number = NumberStyles.Float;

    public static RatingFile Read(FileInfo file, RatingColumns columns, RatingScale scale, string? declared, CancellationToken cancellation)
    {
        bool numeric = scale is RatingScale.Interval or RatingScale.Ratio;
        var asText = (numeric ? columns.Labels : columns.Labels.Append(columns.Value)).Distinct().ToImmutableDictionary(n => n, _ => new ColumnOverride { Kind = ColumnKind.Categorical });
        using var reader = TableReader.Open(file.FullName, null, cancellation, file.Name);
        foreach (string name in columns.Names)
        {
            if (!reader.Schema.Contains(name))
                throw new BadInputException($"{file.Name} has no column '{name}'. Its columns are {string.Join(", ", reader.Schema.Columns.Select(c => c.Name))}.");
        }

        Table table = TableReader.ReadAll(file.FullName, new ReadOptions { Overrides = asText }, cancellation);
        int[] units = Numbered(table[columns.Unit], "item", out string[] unitNames), raters = Numbered(table[columns.Rater], "reviewer", out string[] raterNames);
        if (raterNames.Length == 0)
            throw new BadInputException($"{file.Name} has no rows.");
        string[]? levels = declared is null ? null : Levels(declared);
        Column values = table[columns.Value];
        int[] places = Places(table, units, raters, unitNames, raterNames, values);
        int[] clusters = columns.Cluster is { } cluster ? Clusters(table[cluster], units, unitNames) : [];
        return new RatingFile(numeric ? OfNumbers(values, scale, levels, places, unitNames.Length * raterNames.Length, raterNames.Length, clusters) : OfLabels(values, scale, levels, places, unitNames.Length * raterNames.Length, raterNames.Length, clusters), levels is null, unitNames);
    }

    /// <summary>The known answers of some items, as codes of the table's categories; -1 for an item without one.</summary>
    public int[] Truth(FileInfo file, string unit, string truth, CancellationToken cancellation)
    {
        using (var reader = TableReader.Open(file.FullName, null, cancellation, file.Name))
        {
            foreach (string name in new[] { unit, truth })
            {
                if (!reader.Schema.Contains(name))
                    throw new BadInputException($"{file.Name} has no column '{name}'. Its columns are {string.Join(", ", reader.Schema.Columns.Select(c => c.Name))}.");
            }
        }

        var label = new ColumnOverride { Kind = ColumnKind.Categorical };
        Table known = TableReader.ReadAll(file.FullName, new ReadOptions { Overrides = ImmutableDictionary<string, ColumnOverride>.Empty.Add(unit, label).SetItem(truth, label) }, cancellation);
        var at = Units.Select((name, i) => (name, i)).ToDictionary(u => u.name, u => u.i, StringComparer.Ordinal);
        int[] codes = new int[Units.Count];
        Array.Fill(codes, -1);
        for (int row = 0; row < known.RowCount; row++)
        {
            if (known[unit].Format(row) is not { } name || known[truth].Format(row) is not { } answer || !at.TryGetValue(name, out int item))
                continue;
            codes[item] = Table.Categories.IndexOf(answer);
            if (codes[item] < 0)
                throw new BadInputException($"The known answer of '{name}' is '{answer}', which is none of the levels {string.Join(", ", Table.Categories.Take(20))}.");
        }

        return codes.Any(c => c >= 0) ? codes : throw new BadInputException($"{file.Name} knows the answer of no item that was rated: '{unit}' names other items.");
    }

    private static RatingTable OfLabels(Column values, RatingScale scale, string[]? levels, int[] places, int cells, int raters, int[] clusters)
    {
        string[] observed = [.. Enumerable.Range(0, values.Length).Select(values.Format).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (levels is null)
        {
            levels = observed.Length == 0 ? throw new BadInputException($"The column '{values.Name}' has no value.") : observed;
            bool numbers = Array.TrueForAll(levels, l => double.TryParse(l, Number, CultureInfo.InvariantCulture, out _));
            if (numbers)
                levels = [.. levels.OrderBy(l => double.Parse(l, Number, CultureInfo.InvariantCulture))];
            else if (scale == RatingScale.Ordinal)
                throw new BadInputException($"The values of '{values.Name}' are words ({string.Join(", ", levels.Take(5))}): give their order with --levels, lowest first.");
        }

        string[] strange = [.. observed.Except(levels, StringComparer.Ordinal)];
        if (strange.Length > 0)
            throw new BadInputException($"--levels lacks {(strange.Length == 1 ? "a value" : $"{strange.Length} values")} of '{values.Name}': {string.Join(", ", strange.Take(5))}. The levels are {string.Join(", ", levels)}; they must be written as in the file.");
        var numberOf = levels.Select((l, i) => (l, i)).ToDictionary(p => p.l, p => p.i, StringComparer.Ordinal);
        int[] codes = new int[cells];
        Array.Fill(codes, -1);
        for (int row = 0; row < places.Length; row++)
        {
            if (values.Format(row) is { } label)
                codes[places[row]] = numberOf[label];
        }

        return new RatingTable(levels, codes, raters, default, clusters);
    }

    private static RatingTable OfNumbers(Column values, RatingScale scale, string[]? levels, int[] places, int cells, int raters, int[] clusters)
    {
        double[] ratings = new double[cells];
        Array.Fill(ratings, double.NaN);
        double[] declared = levels is null ? [] : [.. levels.Select(l => double.TryParse(l, Number, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? v : throw new BadInputException($"--levels has '{l}', which is no number: the {Named(scale)} scale is one of numbers."))];
        for (int row = 0; row < places.Length; row++)
        {
            if (values.IsMissing(row))
                continue;
            string text = values.Format(row)!;
            double number = values is NumericColumn numbers ? numbers.Values[row] : double.TryParse(text, Number, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? v
                : throw new BadInputException($"Row {row + 1} of '{values.Name}' is '{text}', which is no number: the {Named(scale)} scale is one of numbers. For labels take --scale nominal or ordinal.");
            if (scale == RatingScale.Ratio && number < 0)
                throw new BadInputException($"Row {row + 1} of '{values.Name}' is {text}: the ratio scale begins at 0. Take --scale interval for numbers below it.");
            if (declared.Length > 0 && !declared.Contains(number))
                throw new BadInputException($"--levels lacks a value of '{values.Name}': {text} in row {row + 1}. The levels are {string.Join(", ", levels!)}.");
            ratings[places[row]] = number;
        }

        return RatingTable.OfNumbers(ratings, raters, declared, clusters);
    }

    /// <summary>Of each row its cell in the table of items by reviewers; a cell that two rows claim is refused.</summary>
    private static int[] Places(Table table, int[] units, int[] raters, string[] unitNames, string[] raterNames, Column values)
    {
        if ((long)unitNames.Length * raterNames.Length > 200_000_000)
            throw new BadInputException($"{unitNames.Length:N0} items by {raterNames.Length:N0} reviewers are more than can be compared. Are --unit and --rater the right columns?");
        int[] places = new int[table.RowCount];
        var first = new Dictionary<int, int>();
        int twice = 0, example = -1;
        for (int row = 0; row < places.Length; row++)
        {
            places[row] = units[row] * raterNames.Length + raters[row];
            if (values.IsMissing(row) || first.TryAdd(places[row], row))
                continue;
            twice++;
            example = example < 0 ? row : example;
        }

        return twice == 0 ? places
            : throw new BadInputException($"{twice} {(twice == 1 ? "row rates" : "rows rate")} an item again that its reviewer has rated: '{raterNames[raters[example]]}' rates '{unitNames[units[example]]}' in row {first[places[example]] + 1} and in row {example + 1}. Keep one rating of each.");
    }

    private static int[] Clusters(Column column, int[] units, string[] unitNames)
    {
        int[] of = Numbered(column, "document", out string[] names), clusters = new int[unitNames.Length];
        Array.Fill(clusters, -1);
        for (int row = 0; row < of.Length; row++)
        {
            ref int cluster = ref clusters[units[row]];
            if (cluster >= 0 && cluster != of[row])
                throw new BadInputException($"The item '{unitNames[units[row]]}' lies in two documents, '{names[cluster]}' and '{names[of[row]]}'. An item has one.");
            cluster = of[row];
        }

        return clusters;
    }

    private static int[] Numbered(Column column, string what, out string[] names)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] of = new int[column.Length];
        for (int row = 0; row < of.Length; row++)
        {
            string name = column.Format(row) ?? throw new BadInputException($"Row {row + 1} names no {what}: '{column.Name}' is empty.");
            if (!numbers.TryGetValue(name, out of[row]))
                numbers.Add(name, of[row] = numbers.Count);
        }

        names = [.. numbers.Keys];
        return of;
    }

    private static string[] Levels(string declared)
    {
        string[] levels = declared.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (levels.Length < 2 || levels.Distinct(StringComparer.Ordinal).Count() != levels.Length)
            throw new BadInputException($"--levels is '{declared}': at least two different levels, separated by commas, lowest first.");
        return levels;
    }

    private static string Named(RatingScale scale) => scale.ToString().ToLowerInvariant();
}

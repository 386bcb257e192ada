using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>One column settles another in every row: an education and its code, an area and its density.</summary>
/// <param name="Determinant">The column that settles.</param>
/// <param name="Dependent">The column that is settled.</param>
/// <param name="IsMutual">Whether the dependent settles the determinant too.</param>
/// <param name="Values">Distinct values of the determinant.</param>
public sealed record FunctionalDependency(string Determinant, string Dependent, bool IsMutual, int Values);

/// <summary>Finds exact functional dependencies between two columns. A missing value counts as a value.</summary>
/// <remarks>Huhtala, Kärkkäinen, Porkka and Toivonen, "TANE", The Computer Journal 42 (1999), for pairs. O(rows x pairs) at worst; a pair that does not hold ends at the first row that shows it.</remarks>
public static class FunctionalDependencies
{
    private const int MostValues = 1000, FewestRowsPerValue = 10;

    /// <summary>
    /// The dependencies among the columns named, mutual ones once, most values first. A determinant has ten rows a value or more, so that keeping its combinations repeats nobody; a dependent takes at
    /// least two values.
    /// </summary>
    public static IReadOnlyList<FunctionalDependency> Find(Table table, IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        var coded = columns.Where(table.Schema.Contains).Select(name => Code(table[name])).Where(c => c.Values is >= 2 and <= MostValues && table.RowCount >= FewestRowsPerValue * c.Values).ToArray();
        var found = new List<FunctionalDependency>();
        for (int a = 0; a < coded.Length; a++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int b = 0; b < coded.Length; b++)
            {
                if (a == b || !Settles(coded[a], coded[b]))
                    continue;
                bool isMutual = coded[a].Values == coded[b].Values;
                if (!isMutual || a < b)
                    found.Add(new FunctionalDependency(coded[a].Name, coded[b].Name, isMutual, coded[a].Values));
            }
        }

        return [.. found.OrderByDescending(f => f.IsMutual).ThenByDescending(f => f.Values).ThenBy(f => f.Determinant, StringComparer.Ordinal)];
    }

    private sealed record Coded(string Name, int[] Codes, int Values);

    private static bool Settles(Coded determinant, Coded dependent)
    {
        if (dependent.Values > determinant.Values)
            return false;
        int[] settled = new int[determinant.Values];
        for (int row = 0; row < determinant.Codes.Length; row++)
        {
            ref int known = ref settled[determinant.Codes[row]];
            if (known == 0)
                known = dependent.Codes[row] + 1;
            else if (known != dependent.Codes[row] + 1)
                return false;
        }

        return true;
    }

    private static Coded Code(Column column)
    {
        int[] codes = new int[column.Length];
        var codeOf = new Dictionary<long, int>();
        for (int row = 0; row < codes.Length; row++)
        {
            long key = column.IsMissing(row) ? long.MinValue : column switch
            {
                NumericColumn numbers => BitConverter.DoubleToInt64Bits(numbers.Values[row]),
                DateTimeColumn dates => dates.Ticks[row],
                _ => ((CodedColumn)column).Codes[row],
            };
            if (!codeOf.TryGetValue(key, out codes[row]))
            {
                if (codeOf.Count > MostValues)
                    return new Coded(column.Name, codes, int.MaxValue);
                codeOf[key] = codes[row] = codeOf.Count;
            }
        }

        return new Coded(column.Name, codes, codeOf.Count);
    }
}

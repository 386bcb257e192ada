using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>One column of two tables side by side: numbers (dates as ticks; NaN missing) or labels with common codes (-1 missing).</summary>
public sealed class ComparedColumn
{
    private ComparedColumn(ColumnSchema schema) => Schema = schema;

    /// <summary>The reference's column.</summary>
    public ColumnSchema Schema { get; }

    /// <summary>The column's name.</summary>
    public string Name => Schema.Name;

    /// <summary>Whether the values are numbers or dates.</summary>
    public bool IsNumber { get; private init; }

    /// <summary>Numbers of the reference, in row order.</summary>
    public double[] RealNumbers { get; private init; } = [];

    /// <summary>Numbers of the other table, in row order.</summary>
    public double[] SyntheticNumbers { get; private init; } = [];

    /// <summary>Codes of the reference, in row order.</summary>
    public int[] RealCodes { get; private init; } = [];

    /// <summary>Codes of the other table, in row order.</summary>
    public int[] SyntheticCodes { get; private init; } = [];

    /// <summary>The labels by code: those of the reference first, then those that only the other table has.</summary>
    public ImmutableArray<string> Labels { get; private init; } = [];

    /// <summary>
    /// The columns that both tables have and that carry values to compare (not identifiers, personal data or free text). A column that is a number in one table
    /// and labels in the other is compared as labels.
    /// </summary>
    public static IReadOnlyList<ComparedColumn> Pair(Table real, Table synthetic)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(synthetic);
        return
        [
            .. real.Columns.Where(c => c.Schema.Role is ColumnRole.Feature or ColumnRole.Target)
                .Where(c => c.Schema.Kind is not (ColumnKind.Identifier or ColumnKind.Text) && synthetic.Schema.Contains(c.Name))
                .Select(c => Of(c, synthetic[c.Name])),
        ];
    }

    private static ComparedColumn Of(Column real, Column synthetic)
    {
        if (real is not CodedColumn && synthetic is not CodedColumn && real.GetType() == synthetic.GetType())
            return new ComparedColumn(real.Schema) { IsNumber = true, RealNumbers = Numbers(real), SyntheticNumbers = Numbers(synthetic) };
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] realCodes = Codes(real, codeOf), syntheticCodes = Codes(synthetic, codeOf);
        return new ComparedColumn(real.Schema)
        {
            RealCodes = realCodes,
            SyntheticCodes = syntheticCodes,
            Labels = [.. codeOf.OrderBy(c => c.Value).Select(c => c.Key)],
        };
    }

    private static double[] Numbers(Column column) => column switch
    {
        NumericColumn numeric => numeric.Values.ToArray(),
        DateTimeColumn dates => Array.ConvertAll(dates.Ticks.ToArray(), t => t == DateTimeColumn.MissingTicks ? double.NaN : t),
        _ => throw new ArgumentException($"Column '{column.Name}' holds labels.", nameof(column)),
    };

    private static int[] Codes(Column column, Dictionary<string, int> codeOf)
    {
        int[] codes = new int[column.Length];
        if (column is CodedColumn coded)
        {
            int[] map = new int[coded.Dictionary.Length];
            Array.Fill(map, -2);
            for (int row = 0; row < codes.Length; row++)
            {
                int code = coded.Codes[row];
                if (code >= 0 && map[code] == -2)
                    map[code] = CodeOf(coded.Dictionary[code], codeOf);
                codes[row] = code < 0 ? -1 : map[code];
            }

            return codes;
        }

        for (int row = 0; row < codes.Length; row++)
            codes[row] = column.Format(row) is { } label ? CodeOf(label, codeOf) : -1;
        return codes;
    }

    private static int CodeOf(string label, Dictionary<string, int> codeOf)
    {
        if (!codeOf.TryGetValue(label, out int code))
            codeOf[label] = code = codeOf.Count;
        return code;
    }
}

using SynthWorkbench.Synthesis.Metrics.Neighbours;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>The risk that a column's value is guessed from all others.</summary>
public sealed record InferredColumn(string Column, AttackRisk Risk);

/// <summary>
/// Can a secret be guessed for a person whose other attributes are known? The guess is the secret of the synthetic row nearest in all other columns; right when equal, or within
/// 5 % of a number.
/// </summary>
/// <remarks>Giomi et al., PoPETs 2023(2), section 5.3. Holdout rows are the control: what can be guessed about people in general is no leak.</remarks>
public static class AttributeInference
{
    private const double Tolerance = 0.05;

    /// <summary>Attacks every column of at most <paramref name="attacks"/> training and holdout rows; largest risk first. Empty without rows or with one column.</summary>
    public static IReadOnlyList<InferredColumn> Run(MixedSpace space, MixedValues values, int train, int holdout, int synthetic, int attacks, ulong seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(values);
        int n = Math.Min(attacks, Math.Min(train, holdout));
        if (space.Width < 2 || n == 0 || synthetic == 0)
            return [];
        var points = space.Points(2, [.. Enumerable.Range(0, synthetic)]);
        int[] right = Right(0, RowSample.Choose(train, n, seed, 41)), control = Right(1, RowSample.Choose(holdout, n, seed, 42));
        return [.. space.Names.Select((name, c) => new InferredColumn(name, AttackRisk.Of(right[c], n, control[c], n))).OrderByDescending(r => r.Risk.Risk)];

        int[] Right(int table, int[] rows)
        {
            int[] nearest = NearestWithoutColumn.Search(space.Points(table, rows), points, cancellation);
            int[] counts = new int[space.Width];
            for (int q = 0; q < rows.Length; q++)
            {
                for (int c = 0; c < counts.Length; c++)
                {
                    double secret = values.Value(table, c, rows[q]), guess = values.Value(2, c, nearest[q * counts.Length + c]);
                    counts[c] += secret.Equals(guess) || (space.IsNumber[c] && Math.Abs(guess - secret) <= Tolerance * Math.Abs(secret)) ? 1 : 0;
                }
            }

            return counts;
        }
    }
}

/// <summary>The cells of the tables of a <see cref="MixedSpace"/> as numbers: values and ticks unscaled, labels as codes; missing is NaN.</summary>
public sealed class MixedValues
{
    private readonly double[][][] _cells;

    /// <summary>Reads the columns of the space from its tables.</summary>
    public MixedValues(MixedSpace space, params IReadOnlyList<Tables.Table> tables)
    {
        ArgumentNullException.ThrowIfNull(space);
        _cells = [.. tables.Select((table, t) => space.Names.Select((name, c) => Read(space, table[name], t, c)).ToArray())];
    }

    private static double[] Read(MixedSpace space, Tables.Column column, int table, int place)
    {
        double[] values = new double[column.Length];
        for (int row = 0; row < values.Length; row++)
            values[row] = column.IsMissing(row) ? double.NaN : column is Tables.NumericColumn n && space.IsNumber[place] ? n.Values[row] : column is Tables.DateTimeColumn d && space.IsNumber[place] ? d.Ticks[row] : space.Cell(table, place, row);
        return values;
    }

    /// <summary>A cell.</summary>
    public double Value(int table, int column, int row) => _cells[table][column][row];

    /// <summary>A column of a table.</summary>
    public ReadOnlySpan<double> Column(int table, int column) => _cells[table][column];

    /// <summary>Rows of a table.</summary>
    public int Rows(int table) => _cells[table].Length == 0 ? 0 : _cells[table][0].Length;
}

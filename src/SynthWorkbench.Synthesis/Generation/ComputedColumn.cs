using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>A column computed row by row from columns before it.</summary>
public sealed record ComputedColumn(ColumnSchema Schema, RowExpression Expression, double Missing)
{
    /// <summary>Computes the column for a table that holds all columns it reads.</summary>
    public Column Compute(Table table, ulong seed, long block)
    {
        var cells = new RowCells(table);
        int rows = table.RowCount;
        var values = new CellValue[rows];
        var random = new RandomStream(seed, (ulong)block, 0xC0_4D);
        for (int row = 0; row < rows; row++)
        {
            bool missing = random.NextDouble() < Missing;
            cells.Row = row;
            values[row] = missing ? CellValue.Missing : Expression.Evaluate(cells.Read);
        }

        switch (Schema.Kind)
        {
            // Said by the expression, not by the values at hand: every block must get the same kind.
            case ColumnKind.Numeric when !Expression.CanBeText(name => table[name] is CodedColumn):
                return new NumericColumn(Schema, [.. values.Select(v => Math.Round(v.Number, Schema.Decimals, MidpointRounding.AwayFromZero))]);
            case ColumnKind.DateTime:
                return new DateTimeColumn(Schema, [.. values.Select(v => v.IsMissing ? DateTimeColumn.MissingTicks : (long)Math.Round(v.Number * TimeSpan.TicksPerDay))]);
            default:
                var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
                int[] codes = new int[rows];
                for (int row = 0; row < rows; row++)
                {
                    string text = values[row].ToString();
                    if (values[row].IsMissing)
                        codes[row] = -1;
                    else if (!codeOf.TryGetValue(text, out codes[row]))
                        codeOf[text] = codes[row] = codeOf.Count;
                }

                var schema = Schema.Kind == ColumnKind.Numeric ? Schema with { Kind = ColumnKind.Categorical, Decimals = 0 } : Schema;
                return new CodedColumn(schema, codes, [.. codeOf.OrderBy(c => c.Value).Select(c => c.Key)]);
        }
    }

    /// <summary>Sorts computed columns so that each stands after those it reads; a circle is a problem.</summary>
    internal static ImmutableArray<ComputedColumn> Order(List<ComputedColumn> columns, List<RecipeProblem> problems)
    {
        var ordered = ImmutableArray.CreateBuilder<ComputedColumn>();
        var left = new List<ComputedColumn>(columns);
        while (left.Count > 0)
        {
            int next = left.FindIndex(c => !left.Exists(o => o != c && c.Expression.Columns.Contains(o.Schema.Name)) && !c.Expression.Columns.Contains(c.Schema.Name));
            if (next < 0)
            {
                problems.Add(new RecipeProblem("columns", $"These columns are computed from each other in a circle: {string.Join(", ", left.Select(c => c.Schema.Name))}. Remove one of the expressions."));
                return [];
            }

            ordered.Add(left[next]);
            left.RemoveAt(next);
        }

        return ordered.ToImmutable();
    }
}

/// <summary>The cells of one row at a time, as expressions read them.</summary>
public sealed class RowCells
{
    private readonly Dictionary<string, Column> _columns;

    /// <summary>Reads the cells of <paramref name="table"/>.</summary>
    public RowCells(Table table)
    {
        _columns = table.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        Read = Cell;
    }

    /// <summary>The row that is read.</summary>
    public int Row { get; set; }

    /// <summary>The value of a column in the row; missing for a column that does not exist.</summary>
    public Func<string, CellValue> Read { get; }

    /// <summary>The rows that meet a condition; one that lacks a value it needs does not.</summary>
    public static IEnumerable<int> Matching(RowExpression when, Table rows)
    {
        ArgumentNullException.ThrowIfNull(when);
        ArgumentNullException.ThrowIfNull(rows);
        return Each(when, rows);

        static IEnumerable<int> Each(RowExpression when, Table rows)
        {
            if (when.Columns is [var only] && rows.Schema.Contains(only) && rows[only] is CodedColumn coded && coded.Dictionary.Length < rows.RowCount)
            {
                bool ofMissing = when.Evaluate(_ => CellValue.Missing).IsTrue;
                bool[] ofLabel = [.. coded.Dictionary.Select(label => when.Evaluate(_ => CellValue.Of(label)).IsTrue)];
                for (int row = 0; row < rows.RowCount; row++)
                {
                    if (coded.Codes[row] is >= 0 and var code ? ofLabel[code] : ofMissing)
                        yield return row;
                }

                yield break;
            }

            var cells = new RowCells(rows);
            for (int row = 0; row < rows.RowCount; row++)
            {
                cells.Row = row;
                if (when.Evaluate(cells.Read).IsTrue)
                    yield return row;
            }
        }
    }

    private CellValue Cell(string name) => _columns.GetValueOrDefault(name) switch
    {
        NumericColumn numeric => CellValue.Of(numeric.Values[Row]),
        DateTimeColumn dates => dates.IsMissing(Row) ? CellValue.Missing : CellValue.Of((double)dates.Ticks[Row] / TimeSpan.TicksPerDay),
        CodedColumn coded => CellValue.Of(coded.Format(Row)),
        _ => CellValue.Missing,
    };
}

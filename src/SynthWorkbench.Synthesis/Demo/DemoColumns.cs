using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Demo;

/// <summary>Collects the rows of a demo table column by column; missing is NaN, null or no date.</summary>
internal sealed class DemoColumns(int rows)
{
    private readonly List<Column> _columns = [];

    public void Number(string name, int decimals, Func<int, double> value, ColumnRole role = ColumnRole.Feature)
    {
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++)
            values[row] = Math.Round(value(row), decimals, MidpointRounding.AwayFromZero);
        _columns.Add(new NumericColumn(new ColumnSchema(name, ColumnKind.Numeric) { Decimals = decimals, Role = role }, values));
    }

    public void Label(string name, Func<int, string?> value, ColumnKind kind = ColumnKind.Categorical, ColumnRole role = ColumnRole.Feature, PiiKind pii = PiiKind.None)
    {
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] codes = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            if (value(row) is not { } label)
                codes[row] = -1;
            else if (!codeOf.TryGetValue(label, out codes[row]))
                codeOf[label] = codes[row] = codeOf.Count;
        }

        ImmutableArray<string> labels = [.. codeOf.OrderBy(c => c.Value).Select(c => c.Key)];
        _columns.Add(new CodedColumn(new ColumnSchema(name, kind) { Role = role, Pii = pii }, codes, labels));
    }

    public void Date(string name, Func<int, DateTime?> value, string format = "yyyy-MM-dd")
    {
        long[] ticks = new long[rows];
        for (int row = 0; row < rows; row++)
            ticks[row] = value(row)?.Ticks ?? DateTimeColumn.MissingTicks;
        _columns.Add(new DateTimeColumn(new ColumnSchema(name, ColumnKind.DateTime) { DateTimeFormat = format }, ticks));
    }

    public Table ToTable() => new(_columns);

    /// <summary>One of the labels, by weight.</summary>
    public static string Choose(ref RandomStream random, ReadOnlySpan<string> labels, ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights)
            total += weight;
        double at = random.NextDouble() * total;
        for (int i = 0; i < labels.Length - 1; i++)
        {
            at -= weights[i];
            if (at < 0)
                return labels[i];
        }

        return labels[^1];
    }

    public static bool Chance(ref RandomStream random, double probability) => random.NextDouble() < probability;

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}

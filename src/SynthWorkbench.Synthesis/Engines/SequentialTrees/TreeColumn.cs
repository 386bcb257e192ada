using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Trees;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>
/// One fitted column: a tree for "is missing" where values miss, then a tree of donors for the value. Donors carry, in place of row numbers, what is
/// emitted: a dictionary code; or for numbers and dates the position among the frequent values (as -1 - position) or the rank among all others.
/// </summary>
internal sealed class TreeColumn
{
    /// <summary>A value that occurs at least this often is emitted as it is; others are drawn between their neighbours in rank.</summary>
    public const int AtomCount = 10;

    /// <summary>Half width of the rank smoothing, as a share of the ranks.</summary>
    private const double Smoothing = 0.005;

    /// <summary>The most extreme ranks on either side that are never emitted, where there are enough.</summary>
    private const int WinsorRank = 3;

    public required ColumnSchema Schema { get; init; }

    public required ColumnCodes Codes { get; init; }

    /// <summary>Positions of the predictors among the columns before this one.</summary>
    public required int[] Predictors { get; init; }

    /// <summary>Donors 1 (missing) and 0; null where no value misses.</summary>
    public required DonorTree? MissingTree { get; init; }

    /// <summary>Null where every value misses.</summary>
    public required DonorTree? ValueTree { get; init; }

    public required ImmutableArray<string> Dictionary { get; init; }

    /// <summary>Numbers and dates: the values that occur at least <see cref="AtomCount"/> times, ascending.</summary>
    public required double[] Atoms { get; init; }

    /// <summary>Numbers and dates: all other values, ascending, with repeats.</summary>
    public required double[] Ranked { get; init; }

    /// <summary>Draws the column of a block and the predictor codes that later columns read.</summary>
    public Column Sample(int[][] codes, int column, ref RandomStream random, int rows)
    {
        int[]?[] used = new int[]?[Predictors.Length];
        for (int p = 0; p < used.Length; p++)
            used[p] = codes[Predictors[p]];
        int[] own = codes[column];
        int[] donors = Draw(used!, ref random, rows);
        if (Schema.Kind is not (ColumnKind.Numeric or ColumnKind.DateTime))
        {
            for (int i = 0; i < rows; i++)
                own[i] = Codes.CodeOfLabel(donors[i]);
            return new CodedColumn(Schema, donors, Dictionary);
        }

        double[] values = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            values[i] = ValueOf(donors[i], ref random);
            own[i] = Codes.CodeOf(values[i]);
        }

        if (Schema.Kind == ColumnKind.Numeric)
            return new NumericColumn(Schema, values);
        long[] ticks = new long[rows];
        for (int i = 0; i < rows; i++)
            ticks[i] = double.IsNaN(values[i]) ? DateTimeColumn.MissingTicks : (long)values[i];
        return new DateTimeColumn(Schema, ticks);
    }

    private const int MissingDonor = int.MinValue;

    /// <summary>What each row's donor carries; missing is -1 for labels and <see cref="MissingDonor"/> for numbers and dates.</summary>
    private int[] Draw(int[][] codes, ref RandomStream random, int rows)
    {
        int missing = Schema.Kind is ColumnKind.Numeric or ColumnKind.DateTime ? MissingDonor : -1;
        int[] drawn = new int[rows];
        if (ValueTree is null)
        {
            Array.Fill(drawn, missing);
            return drawn;
        }

        if (ValueTree.LeafCount == 1 && MissingTree is null)
        {
            DrawQuota(ValueTree.Donors, drawn, ref random);
            return drawn;
        }

        var nodes = ValueTree.Nodes;
        for (int i = 0; i < rows; i++)
        {
            // Always the same number of draws a row, so that a row does not depend on its neighbours' values.
            double first = random.NextDouble(), second = random.NextDouble();
            if (MissingTree is not null)
            {
                var leaf = MissingTree.Nodes[MissingTree.LeafOf(codes, i)];
                if (MissingTree.Donors[leaf.Start + (int)(first * leaf.Count)] == 1)
                {
                    drawn[i] = missing;
                    continue;
                }
            }

            var group = nodes[ValueTree.LeafOf(codes, i)];
            drawn[i] = ValueTree.Donors[group.Start + (int)(second * group.Count)];
        }

        return drawn;
    }

    /// <summary>Systematic sampling of a column without predictors: one draw from each of as many equal parts, in random order (Madow 1949).</summary>
    private static void DrawQuota(int[] donors, int[] drawn, ref RandomStream random)
    {
        for (int i = 0; i < drawn.Length; i++)
        {
            double at = (i + random.NextDouble()) / drawn.Length * donors.Length;
            drawn[i] = donors[Math.Min((int)at, donors.Length - 1)];
        }

        random.Shuffle(drawn.AsSpan());
    }

    private double ValueOf(int donor, ref RandomStream random)
    {
        double u = random.NextDouble();
        if (donor == MissingDonor)
            return double.NaN;
        if (donor < 0)
            return Atoms[-1 - donor];
        int n = Ranked.Length;
        int margin = Math.Min(WinsorRank, (n - 1) / 4);
        double low = margin, high = n - 1 - margin;
        double rank = donor + (2 * u - 1) * Math.Max(0.5, Smoothing * n);
        if (rank < low)
            rank = Math.Min(high, 2 * low - rank);
        if (rank > high)
            rank = Math.Max(low, 2 * high - rank);
        int below = Math.Min((int)rank, n - 1);
        double value = Ranked[below];
        if (below + 1 < n)
            value += (Ranked[below + 1] - value) * (rank - below);
        return Schema.Kind == ColumnKind.Numeric ? Math.Round(value, Schema.Decimals) : RoundTicks(value);
    }

    /// <summary>Dates keep their source precision: a column of whole days, minutes or seconds stays one.</summary>
    private double RoundTicks(double ticks) => Math.Round(ticks / TickUnit) * TickUnit;

    public required double TickUnit { get; init; }

    public void Write(BinaryWriter writer)
    {
        SchemaBytes.Write(writer, Schema);
        Codes.Write(writer);
        ModelBytes.Write(writer, Predictors);
        WriteTree(writer, MissingTree);
        WriteTree(writer, ValueTree);
        writer.Write(Dictionary.Length);
        foreach (string label in Dictionary)
            writer.Write(label);
        ModelBytes.Write(writer, Atoms);
        ModelBytes.Write(writer, Ranked);
        writer.Write(TickUnit);
    }

    public static TreeColumn Read(BinaryReader reader) => new()
    {
        Schema = SchemaBytes.Read(reader),
        Codes = ColumnCodes.Read(reader),
        Predictors = ModelBytes.ReadInts(reader),
        MissingTree = ReadTree(reader),
        ValueTree = ReadTree(reader),
        Dictionary = ReadDictionary(reader),
        Atoms = ModelBytes.ReadDoubles(reader),
        Ranked = ModelBytes.ReadDoubles(reader),
        TickUnit = reader.ReadDouble(),
    };

    private static void WriteTree(BinaryWriter writer, DonorTree? tree)
    {
        writer.Write(tree is not null);
        tree?.Write(writer);
    }

    private static DonorTree? ReadTree(BinaryReader reader) => reader.ReadBoolean() ? DonorTree.Read(reader) : null;

    private static ImmutableArray<string> ReadDictionary(BinaryReader reader)
    {
        var labels = new string[reader.ReadInt32()];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = reader.ReadString();
        return [.. labels];
    }
}

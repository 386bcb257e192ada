using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Trees;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>
/// One fitted column: a tree for "is missing" where values miss, then a tree of donors for the value. Donors carry, in place of row numbers, what is
/// emitted: a dictionary code; or for numbers and dates the position among the frequent values (as -1 - position) or the rank among all others.
/// </summary>
internal sealed class TreeColumn
{
    public required ColumnSchema Schema { get; init; }

    public required ColumnCodes Codes { get; init; }

    /// <summary>Positions of the predictors among the columns before this one.</summary>
    public required int[] Predictors { get; init; }

    /// <summary>Donors 1 (missing) and 0; null where no value misses.</summary>
    public required DonorTree? MissingTree { get; init; }

    /// <summary>Null where every value misses.</summary>
    public required DonorTree? ValueTree { get; init; }

    /// <summary>Null in the engine without guides, and where there is too little to learn one from.</summary>
    public required Guide? Guide { get; init; }

    /// <summary>By position among the value tree's donors: what the guide left unexplained. Numbers: normal score less the guide's; labels: the place in cumulative probability.</summary>
    public required float[] Residuals { get; init; }

    public required ImmutableArray<string> Dictionary { get; init; }

    /// <summary>Labels: training rows of each.</summary>
    public required int[] LabelCounts { get; init; }

    /// <summary>Numbers and dates: the values by rank.</summary>
    public required NumberMarginal? Marginal { get; init; }

    /// <summary>The training rows.</summary>
    public int Rows => (MissingTree ?? ValueTree)?.Nodes[0].Count ?? 0;

    /// <summary>Draws the column of a block and the predictor codes that later columns read: of the values that <paramref name="warp"/> made, where there is one.</summary>
    public Column Sample(int[][] codes, int column, in RealismPosition realism, ValueWarp? warp, BlockStream stream, int rows)
    {
        var random = stream.Open(column);
        int[][] used = Array.ConvertAll(Predictors, p => codes[p]);
        double[][] scores = Guide?.Score(used, rows) ?? [];
        if (Guide is not null)
            used = [.. used, .. scores.Select((s, k) => Guide.Code(k, s))];
        var donors = ValueTree is null ? NoDonors(rows) : DonorDraw.Choose(ValueTree, MissingTree, used, realism, stream.Start(column), ref random, rows);
        int[] own = codes[column];
        if (Schema.Kind is not (ColumnKind.Numeric or ColumnKind.DateTime))
        {
            int[] labels = Labels(donors, scores, realism, ref random);
            for (int i = 0; i < rows; i++)
                own[i] = Codes.CodeOfLabel(labels[i]);
            return new CodedColumn(Schema, labels, Dictionary);
        }

        double[] values = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            values[i] = NumberAt(donors.Places[i], donors.Stops[i], Guide is null ? 0 : scores[0][i], realism, ref random);
            if (warp is not null)
                values[i] = warp.At(values[i]);
            own[i] = Codes.CodeOf(values[i]);
        }

        return NumberMarginal.ToColumn(Schema, values);
    }

    /// <summary>The finest stop whose labels are carried over by probability: in smaller groups donors are alike enough, and taking them as they are keeps joint shares better.</summary>
    private const int Transported = 2;

    private int[] Labels(DonorChoice donors, double[][] scores, in RealismPosition realism, ref RandomStream random)
    {
        int[] places = donors.Places, stops = donors.Stops;
        int[] labels = new int[places.Length];
        bool transported = Guide is not null && Guide.LabelOf[^1] >= 0;
        Span<double> cumulative = stackalloc double[Guide?.LabelOf.Length ?? 0];
        for (int i = 0; i < labels.Length; i++)
        {
            if (places[i] < 0)
            {
                labels[i] = -1;
                continue;
            }

            int label = ValueTree!.Donors[places[i]];
            if (transported && stops[i] >= 0 && stops[i] <= Transported)
            {
                Guide!.Cumulate(scores, i, cumulative);
                int k = 0;
                while (k < cumulative.Length - 1 && cumulative[k] < Residuals[places[i]])
                    k++;
                label = Guide.LabelOf[k] >= 0 ? Guide.LabelOf[k] : label;
            }

            if (LabelCounts[label] < realism.RareCount)
                label = Common(label, donors.Nodes[i], realism.RareCount, ref random);
            labels[i] = label;
        }

        return labels;
    }

    /// <summary>A label that enough rows carry in place of a rare one: of the same group of donors, else of all rows; the rare one itself where hardly any label is common.</summary>
    private int Common(int rare, int node, int least, ref RandomStream random)
    {
        const int Tries = 24;
        var group = ValueTree!.Nodes[node];
        for (int i = 0; i < 2 * Tries; i++)
        {
            int label = ValueTree.Donors[i < Tries ? group.Start + random.NextInt32(group.Count) : random.NextInt32(ValueTree.Donors.Length)];
            if (LabelCounts[label] >= least)
                return label;
        }

        return rare;
    }

    private static DonorChoice NoDonors(int rows)
    {
        int[] places = new int[rows];
        Array.Fill(places, -1);
        return new DonorChoice(places, new int[rows], new int[rows]);
    }

    private double NumberAt(int place, int stop, double guess, in RealismPosition realism, ref RandomStream random)
    {
        double u = random.NextDouble();
        if (place < 0)
            return double.NaN;
        int donor = ValueTree!.Donors[place];
        if (donor < 0)
            return Marginal!.AtomOrInside(-1 - donor, u, realism.TailRank, realism.TailShare, realism.Cut);
        double rank = Guide is null || stop < 0 ? donor : Marginal!.RankOf(Residuals[place] + guess);
        return Marginal!.ValueNear(rank, u, realism.Smoothing, realism.TailRank, realism.TailShare, realism.Cut);
    }

    public void Write(BinaryWriter writer)
    {
        SchemaBytes.Write(writer, Schema);
        Codes.Write(writer);
        ModelBytes.Write(writer, Predictors);
        WriteTree(writer, MissingTree);
        WriteTree(writer, ValueTree);
        writer.Write(Guide is not null);
        Guide?.Write(writer);
        ModelBytes.Write(writer, Residuals);
        writer.Write(Dictionary.Length);
        foreach (string label in Dictionary)
            writer.Write(label);
        ModelBytes.Write(writer, LabelCounts);
        writer.Write(Marginal is not null);
        Marginal?.Write(writer);
    }

    public static TreeColumn Read(BinaryReader reader) => new()
    {
        Schema = SchemaBytes.Read(reader),
        Codes = ColumnCodes.Read(reader),
        Predictors = ModelBytes.ReadInts(reader),
        MissingTree = ReadTree(reader),
        ValueTree = ReadTree(reader),
        Guide = reader.ReadBoolean() ? Guide.Read(reader) : null,
        Residuals = ModelBytes.ReadFloats(reader),
        Dictionary = ReadDictionary(reader),
        LabelCounts = ModelBytes.ReadInts(reader),
        Marginal = reader.ReadBoolean() ? NumberMarginal.Read(reader) : null,
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

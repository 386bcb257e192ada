using System.Collections.Immutable;
using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Copula;

/// <summary>One column of a copula: its distribution, and where it lies among the latent normals (a second one says whether a value is missing).</summary>
internal sealed class CopulaColumn
{
    private const double Smoothing = 0.003;
    private const int RareCount = 5;

    public required ColumnSchema Schema { get; init; }

    public required ImmutableArray<string> Dictionary { get; init; }

    /// <summary>Numbers and dates with at least one value.</summary>
    public required NumberMarginal? Marginal { get; init; }

    /// <summary>Labels: the codes in the order of their intervals.</summary>
    public required int[] Order { get; init; }

    /// <summary>Labels: the upper normal score of each interval.</summary>
    public required float[] Upper { get; init; }

    /// <summary>Labels: training rows of each.</summary>
    public required int[] LabelCounts { get; init; }

    /// <summary>Share of missing values, 0 to 1.</summary>
    public required double Missing { get; init; }

    /// <summary>Whether a second latent says what is missing: some but not all values are.</summary>
    public bool HasMissing => Missing is > 0 and < 1;

    /// <summary>Learns a column and adds its latent values by row.</summary>
    public static CopulaColumn Fit(Column column, List<float[]> latents)
    {
        int[] present = SequentialTrees.TreeColumnFit.Present(column);
        double missing = 1 - (double)present.Length / column.Length;
        float[] latent = new float[column.Length];
        NumberMarginal? marginal = null;
        (int[] order, float[] upper) = (Array.Empty<int>(), Array.Empty<float>());
        int[] counts = [];
        if (column is CodedColumn coded)
        {
            counts = Count(coded, present);
            (order, upper) = Intervals(counts, RareCount, column.Schema.IsOrdinal) ?? Intervals(counts, 1, column.Schema.IsOrdinal) ?? ([], []);
            int[] placeOf = new int[coded.Dictionary.Length];
            for (int k = 0; k < order.Length; k++)
                placeOf[order[k]] = k;
            foreach (int row in present)
                latent[row] = Middle(placeOf[coded.Codes[row]], upper);
        }
        else if (present.Length > 0)
        {
            double[] ranks = NumberMarginal.MidRanks(column, present), scores = NumberMarginal.NormalScores(ranks);
            marginal = NumberMarginal.Of(column, present, ranks, out _);
            foreach (int row in present)
                latent[row] = (float)scores[row];
        }

        latents.Add(latent);
        if (missing is > 0 and < 1)
        {
            float[] isMissing = new float[column.Length];
            for (int row = 0; row < isMissing.Length; row++)
                isMissing[row] = column.IsMissing(row) ? 1 : 0;
            latents.Add(isMissing);
        }

        return new CopulaColumn { Schema = column.Schema, Dictionary = column is CodedColumn c ? c.Dictionary : [], Marginal = marginal, Order = order, Upper = upper, LabelCounts = counts, Missing = missing };
    }

    private static int[] Count(CodedColumn column, int[] present)
    {
        int[] count = new int[column.Dictionary.Length];
        foreach (int row in present)
            count[column.Codes[row]]++;
        return count;
    }

    /// <summary>Labels by falling frequency, ordinal ones in their order. Labels of fewer than <paramref name="least"/> rows have no interval; null where none has.</summary>
    private static (int[] Order, float[] Upper)? Intervals(int[] count, int least, bool isOrdinal)
    {
        int[] used = [.. Enumerable.Range(0, count.Length).Where(l => count[l] >= least)];
        if (used.Length == 0)
            return null;
        if (!isOrdinal)
            Array.Sort(used, (a, b) => count[a] != count[b] ? count[b].CompareTo(count[a]) : a.CompareTo(b));
        double all = used.Sum(l => (double)count[l]), sum = 0;
        float[] upper = new float[used.Length];
        for (int k = 0; k < used.Length; k++)
        {
            sum += count[used[k]];
            upper[k] = k == used.Length - 1 ? float.PositiveInfinity : (float)NormalDistribution.Quantile(sum / all);
        }

        return (used, upper);
    }

    /// <summary>The normal score in the middle of an interval's probability.</summary>
    private static float Middle(int place, float[] upper)
    {
        double low = place == 0 ? 0 : NormalDistribution.Below(upper[place - 1]), high = float.IsInfinity(upper[place]) ? 1 : NormalDistribution.Below(upper[place]);
        return (float)NormalDistribution.Quantile(Math.Clamp((low + high) / 2, 1e-6, 1 - 1e-6));
    }

    /// <summary>The values at the latents drawn. Below the default <paramref name="coverage"/> rarer labels have no interval and tails are cut.</summary>
    public Column Draw(double[] latent, double[]? isMissing, double coverage, ref RandomStream random)
    {
        double threshold = Missing >= 1 ? double.NegativeInfinity : Missing <= 0 ? double.PositiveInfinity : NormalDistribution.Quantile(1 - Missing);
        if (Schema.Kind is ColumnKind.Numeric or ColumnKind.DateTime)
        {
            double[] values = new double[latent.Length];
            double cut = CoverageScale.Tail(coverage);
            for (int i = 0; i < values.Length; i++)
            {
                double u = random.NextDouble();
                values[i] = Marginal is null || (isMissing is not null && isMissing[i] > threshold) ? double.NaN : Marginal.ValueAt(latent[i], u, Smoothing, NumberMarginal.MostExtreme, cut, cut);
            }

            return NumberMarginal.ToColumn(Schema, values);
        }

        var (order, upper) = coverage < SamplingControls.DefaultCoverage ? Intervals(LabelCounts, (int)Math.Round(RareCount * CoverageScale.FloorFactor(coverage)), Schema.IsOrdinal) ?? (Order, Upper) : (Order, Upper);
        int[] codes = new int[latent.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            if (order.Length == 0 || (isMissing is not null && isMissing[i] > threshold))
            {
                codes[i] = -1;
                continue;
            }

            int at = Array.BinarySearch(upper, (float)latent[i]);
            codes[i] = order[Math.Min(at < 0 ? ~at : at, order.Length - 1)];
        }

        return new CodedColumn(Schema, codes, Dictionary);
    }

    /// <summary>
    /// What a row's value means for the latents: the interval that a label covers, or a number's own score (low equals high). A missing value has the whole line; a value that never occurs has an
    /// empty interval (low above high).
    /// </summary>
    public (double Low, double High)[] Latents(Column column)
    {
        var spans = new (double, double)[column.Length];
        if (Marginal is { } marginal)
        {
            double[] values = NumberMarginal.Numbers(column);
            for (int row = 0; row < spans.Length; row++)
                spans[row] = double.IsNaN(values[row]) ? (double.NegativeInfinity, double.PositiveInfinity) : marginal.ScoresOf(values[row]);
            return spans;
        }

        var placeOf = Order.Select((code, k) => (Dictionary[code], k)).ToDictionary(p => p.Item1, p => p.k, StringComparer.Ordinal);
        for (int row = 0; row < spans.Length; row++)
        {
            spans[row] = column.IsMissing(row) ? (double.NegativeInfinity, double.PositiveInfinity)
                : !placeOf.TryGetValue(column.Format(row)!, out int k) ? (1, 0)
                : (k == 0 ? double.NegativeInfinity : Upper[k - 1], Upper[k]);
        }

        return spans;
    }

    public void Write(BinaryWriter writer)
    {
        SchemaBytes.Write(writer, Schema);
        writer.Write(Dictionary.Length);
        foreach (string label in Dictionary)
            writer.Write(label);
        writer.Write(Marginal is not null);
        Marginal?.Write(writer);
        ModelBytes.Write(writer, Order);
        ModelBytes.Write(writer, Upper);
        ModelBytes.Write(writer, LabelCounts);
        writer.Write(Missing);
    }

    public static CopulaColumn Read(BinaryReader reader)
    {
        var schema = SchemaBytes.Read(reader);
        var labels = new string[reader.ReadInt32()];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = reader.ReadString();
        return new CopulaColumn
        {
            Schema = schema,
            Dictionary = [.. labels],
            Marginal = reader.ReadBoolean() ? NumberMarginal.Read(reader) : null,
            Order = ModelBytes.ReadInts(reader),
            Upper = ModelBytes.ReadFloats(reader),
            LabelCounts = ModelBytes.ReadInts(reader),
            Missing = reader.ReadDouble(),
        };
    }
}

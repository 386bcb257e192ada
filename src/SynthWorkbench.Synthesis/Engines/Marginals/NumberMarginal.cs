using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Marginals;

/// <summary>
/// The values of a number or date column by rank. A frequent value (atom) is emitted as it is; every other one is drawn between neighbours in rank, so that no value of one row is repeated, and the
/// most extreme ranks are never emitted.
/// </summary>
internal sealed class NumberMarginal
{
    /// <summary>A value that occurs at least this often is an atom.</summary>
    public const int AtomCount = 10;

    /// <summary>The most extreme values on either side that are never emitted.</summary>
    public const int MostExtreme = 3;

    /// <summary>Share of all values that each atom takes.</summary>
    private readonly Lazy<double[]> _atomShares;

    private NumberMarginal(ColumnKind kind, int decimals, double tickUnit)
    {
        Kind = kind;
        Decimals = decimals;
        TickUnit = tickUnit;
        _atomShares = new Lazy<double[]>(() => [.. AtomLow.Zip(AtomHigh, (low, high) => NormalDistribution.Below(high) - NormalDistribution.Below(low))]);
    }

    private ColumnKind Kind { get; }

    private int Decimals { get; }

    private double TickUnit { get; }

    /// <summary>Whether the values are numbers, not dates.</summary>
    public bool IsNumeric => Kind == ColumnKind.Numeric;

    /// <summary>The frequent values, ascending.</summary>
    public double[] Atoms { get; private init; } = [];

    /// <summary>The normal scores between which each atom lies.</summary>
    private float[] AtomLow { get; init; } = [];

    private float[] AtomHigh { get; init; } = [];

    /// <summary>All other values, ascending, with repeats.</summary>
    public double[] Ranked { get; private init; } = [];

    /// <summary>The normal scores of <see cref="Ranked"/> among all values.</summary>
    private float[] RankedScores { get; init; } = [];

    /// <summary>Learns the present values; <paramref name="payload"/> says of each row what it carries: -1 - position of its atom, or its rank among the others.</summary>
    public static NumberMarginal Of(Column column, int[] present, double[] ranks, out int[] payload)
    {
        double[] values = Numbers(column), scores = NormalScores(ranks);
        double[] keys = Array.ConvertAll(present, row => values[row]);
        int[] order = [.. present];
        Array.Sort(keys, order);
        payload = new int[values.Length];
        var (atoms, low, high) = (new List<double>(), new List<float>(), new List<float>());
        var (others, otherScores) = (new List<double>(), new List<float>());
        for (int i = 0; i < order.Length;)
        {
            int end = i + 1;
            while (end < order.Length && keys[end] == keys[i])
                end++;
            bool isAtom = end - i >= AtomCount;
            for (int j = i; j < end; j++)
            {
                payload[order[j]] = isAtom ? -1 - atoms.Count : others.Count;
                if (isAtom)
                    continue;
                others.Add(keys[j]);
                otherScores.Add((float)scores[order[j]]);
            }

            if (isAtom)
            {
                atoms.Add(keys[i]);
                low.Add((float)NormalDistribution.Quantile((double)i / order.Length));
                high.Add((float)NormalDistribution.Quantile((double)end / order.Length));
            }

            i = end;
        }

        return new NumberMarginal(column.Schema.Kind, column.Schema.Decimals, column is DateTimeColumn dates ? UnitOf(dates) : 1)
        {
            Atoms = [.. atoms],
            AtomLow = [.. low],
            AtomHigh = [.. high],
            Ranked = [.. others],
            RankedScores = [.. otherScores],
        };
    }

    /// <summary>The column's values as numbers: dates as ticks, missing as NaN.</summary>
    public static double[] Numbers(Column column)
    {
        if (column is NumericColumn numeric)
            return numeric.Values.ToArray();
        var ticks = ((DateTimeColumn)column).Ticks;
        double[] values = new double[ticks.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = ticks[i] == DateTimeColumn.MissingTicks ? double.NaN : ticks[i];
        return values;
    }

    /// <summary>Mid-ranks scaled to [0, 1]: skewed money columns then weigh their body as much as their tail.</summary>
    public static double[] MidRanks(Column column, int[] present)
    {
        double[] values = Numbers(column);
        double[] keys = new double[present.Length];
        int[] order = new int[present.Length];
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = values[present[i]];
            order[i] = present[i];
        }

        Array.Sort(keys, order);
        double[] ranks = new double[values.Length];
        for (int i = 0; i < order.Length;)
        {
            int end = i + 1;
            while (end < order.Length && keys[end] == keys[i])
                end++;
            double rank = (i + end - 1) / 2.0 / Math.Max(1, order.Length - 1);
            for (; i < end; i++)
                ranks[order[i]] = rank;
        }

        return ranks;
    }

    /// <summary>Normal scores of mid-ranks in [0, 1] (Blom 1958 without his offset: the ends are half a row inside).</summary>
    public static double[] NormalScores(double[] ranks)
    {
        int n = ranks.Length;
        return Array.ConvertAll(ranks, r => NormalDistribution.Quantile((r * (n - 1) + 0.5) / n));
    }

    /// <summary>The value below which a share of the values lies (0 to 1), as far as values are emitted.</summary>
    public double QuantileAt(double share) => ValueAt(NormalDistribution.Quantile(share), 0.5, 0, MostExtreme, 0, 0);

    /// <summary>An atom; where it lies wholly in the outermost <paramref name="cut"/> of all values on either side, a value as far inside.</summary>
    public double AtomOrInside(int atom, double u, int tailRank, double tailShare, double cut)
    {
        if (cut <= 0)
            return Atoms[atom];
        double low = NormalDistribution.Below(AtomLow[atom]), high = NormalDistribution.Below(AtomHigh[atom]);
        return high > cut && low < 1 - cut ? Atoms[atom] : ValueAt(Inside((low + high) / 2, cut), u, 0, tailRank, tailShare, 0);
    }

    /// <summary>The normal score as far inside the cut as a share of the values lies outside.</summary>
    private static double Inside(double share, double cut) => NormalDistribution.Quantile(2 * (share < 0.5 ? cut : 1 - cut) - share);

    /// <summary>The value at a normal score: the atom it falls on, or a value between neighbours in rank.</summary>
    public double ValueAt(double score, double u, double smoothing, int tailRank, double tailShare, double cut)
    {
        int at = First(AtomHigh, score);
        if (at < Atoms.Length && (AtomLow[at] <= score || Ranked.Length == 0))
            return AtomOrInside(at, u, tailRank, tailShare, cut);
        return Ranked.Length == 0 ? Atoms[^1] : ValueNear(RankOf(score), u, smoothing, tailRank, tailShare, cut);
    }

    /// <summary>The fractional rank of a normal score among the values that are not frequent.</summary>
    public double RankOf(double score)
    {
        int at = Math.Min(First(RankedScores, score), RankedScores.Length - 1);
        if (at == 0 || RankedScores[at] <= RankedScores[at - 1])
            return at;
        double part = (score - RankedScores[at - 1]) / (RankedScores[at] - RankedScores[at - 1]);
        return at - 1 + Math.Clamp(part, 0, 1);
    }

    /// <summary>A value near a rank among the others; <paramref name="u"/> in [0, 1) chooses it within the blur, ranks beyond the tails are reflected, and so is what lies in the outermost
    /// <paramref name="cut"/> of all values on either side.</summary>
    public double ValueNear(double rank, double u, double smoothing, int tailRank, double tailShare, double cut)
    {
        int n = Ranked.Length;
        int margin = Math.Min(Math.Max(tailRank, (int)(tailShare * n)), (n - 1) / 4);
        double low = margin, high = n - 1 - margin;
        rank += (2 * u - 1) * Math.Max(0.5, smoothing * n);
        if (rank < low)
            rank = Math.Min(high, 2 * low - rank);
        if (rank > high)
            rank = Math.Max(low, 2 * high - rank);
        int below = Math.Min((int)rank, n - 1);
        if (cut > 0 && NormalDistribution.Below(RankedScores[below]) is var share && (share < cut || share > 1 - cut))
            return ValueAt(Inside(share, cut), u, 0, tailRank, tailShare, 0);
        double value = Ranked[below];
        if (below + 1 < n)
            value += (Ranked[below + 1] - value) * (rank - below);
        return Kind == ColumnKind.Numeric ? Math.Round(value, Decimals) : Math.Round(value / TickUnit) * TickUnit;
    }

    /// <summary>
    /// What counts as the same as a value: an atom (its position, and its share of all values), or the ranks among the others within half of <paramref name="width"/> of them on either side.
    /// </summary>
    public (int Low, int High, bool IsAtom, double Share) WindowOf(double value, double width)
    {
        int atom = Array.BinarySearch(Atoms, value);
        if (atom >= 0)
            return (atom, atom, true, _atomShares.Value[atom]);
        int n = Ranked.Length, at = Array.BinarySearch(Ranked, value);
        at = at < 0 ? ~at : at;
        if (n == 0 || value < Ranked[0] || value > Ranked[^1])
            return (1, 0, false, 0);
        int half = Math.Max(1, (int)(width / 2 * n));
        int low = Math.Max(0, at - half), high = Math.Min(n - 1, at + half);
        return (low, high, false, (double)(high - low + 1) / n * (1 - _atomShares.Value.Sum()));
    }

    /// <summary>The normal scores that a value covers: an atom's interval, or one score twice; beyond the known values an empty interval (low above high).</summary>
    public (double Low, double High) ScoresOf(double value)
    {
        int atom = Array.BinarySearch(Atoms, value);
        if (atom >= 0)
            return (AtomLow[atom], AtomHigh[atom]);
        if (Ranked.Length == 0 || value < Ranked[0] || value > Ranked[^1])
            return (1, 0);
        int at = Array.BinarySearch(Ranked, value);
        float score = RankedScores[Math.Min(at < 0 ? ~at : at, RankedScores.Length - 1)];
        return (score, score);
    }

    /// <summary>The normal score of a value: the middle of an atom's interval, or the score of the nearest known value that is not above it; within 4 of the median.</summary>
    public double ScoreAt(double value)
    {
        const double Most = 4;
        int atom = Array.BinarySearch(Atoms, value), ranked = Array.BinarySearch(Ranked, value);
        if (atom >= 0)
            return NormalDistribution.Quantile((NormalDistribution.Below(AtomLow[atom]) + NormalDistribution.Below(AtomHigh[atom])) / 2);
        int atomBelow = ~atom - 1, rankedBelow = ranked >= 0 ? ranked : ~ranked - 1;
        double score = Math.Max(atomBelow >= 0 ? AtomHigh[atomBelow] : -Most, rankedBelow >= 0 ? RankedScores[rankedBelow] : -Most);
        return Math.Clamp(score, -Most, Most);
    }

    /// <summary>Numbers or ticks as a column.</summary>
    public static Column ToColumn(ColumnSchema schema, double[] values) => schema.Kind == ColumnKind.Numeric
        ? new NumericColumn(schema, values)
        : new DateTimeColumn(schema, Array.ConvertAll(values, v => double.IsNaN(v) ? DateTimeColumn.MissingTicks : (long)v));

    /// <summary>The first position whose entry is not below the score.</summary>
    private static int First(float[] ascending, double score)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < score)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Dates keep their source precision: a column of whole days, minutes or seconds stays one.</summary>
    private static double UnitOf(DateTimeColumn column)
    {
        foreach (long unit in new[] { TimeSpan.TicksPerDay, TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMillisecond })
        {
            bool whole = true;
            foreach (long ticks in column.Ticks)
                whole &= ticks == DateTimeColumn.MissingTicks || ticks % unit == 0;
            if (whole)
                return unit;
        }

        return 1;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((int)Kind);
        writer.Write(Decimals);
        writer.Write(TickUnit);
        ModelBytes.Write(writer, Atoms);
        ModelBytes.Write(writer, AtomLow);
        ModelBytes.Write(writer, AtomHigh);
        ModelBytes.Write(writer, Ranked);
        ModelBytes.Write(writer, RankedScores);
    }

    public static NumberMarginal Read(BinaryReader reader) => new((ColumnKind)reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble())
    {
        Atoms = ModelBytes.ReadDoubles(reader),
        AtomLow = ModelBytes.ReadFloats(reader),
        AtomHigh = ModelBytes.ReadFloats(reader),
        Ranked = ModelBytes.ReadDoubles(reader),
        RankedScores = ModelBytes.ReadFloats(reader),
    };
}

using System.Runtime.InteropServices;
using System.Text;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables.Inference;

namespace SynthWorkbench.Synthesis.Tables.Profiling;

/// <summary>Gathers one column's profile chunk by chunk.</summary>
internal abstract class ColumnAccumulator(ColumnSchema schema)
{
    protected ColumnSchema Schema { get; } = schema;

    protected long Count { get; set; }

    protected long Missing { get; set; }

    protected DistinctSketch Distinct { get; } = new();

    public abstract void Append(Column chunk);

    public abstract ColumnProfile Complete();

    protected ColumnProfile Base() => new()
    {
        Name = Schema.Name,
        Kind = Schema.Kind,
        Role = Schema.Role,
        Pii = Schema.Pii,
        Count = Count,
        Missing = Missing,
        MissingShare = Count + Missing == 0 ? 0 : (double)Missing / (Count + Missing),
        Distinct = Distinct.Count,
        DistinctIsExact = Distinct.IsExact,
    };
}

/// <summary>A uniform sample of a stream of values (Vitter, "Random sampling with a reservoir", ACM TOMS 1985, algorithm R), all of them while they fit.</summary>
internal sealed class Reservoir(int column, int capacity = 262_144)
{
    private readonly List<double> _values = [];
    private RandomStream _random = new(0x5EED, (ulong)column);

    public long Seen { get; private set; }

    public bool IsComplete => Seen == _values.Count;

    public void Add(double value)
    {
        Seen++;
        if (_values.Count < capacity)
        {
            _values.Add(value);
            return;
        }

        long at = (long)(_random.NextDouble() * Seen);
        if (at < capacity)
            _values[(int)at] = value;
    }

    public double[] Sorted()
    {
        double[] sorted = [.. _values];
        Array.Sort(sorted);
        return sorted;
    }
}

internal sealed class NumberAccumulator(ColumnSchema schema, int index) : ColumnAccumulator(schema)
{
    private static readonly double[] Shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    private readonly Reservoir _sample = new(index);
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private double _mean;
    private double _squares;

    public override void Append(Column chunk)
    {
        var values = ((NumericColumn)chunk).Values;
        foreach (double value in values)
        {
            if (double.IsNaN(value))
            {
                Missing++;
                continue;
            }

            // Welford, Technometrics 1962.
            Count++;
            double delta = value - _mean;
            _mean += delta / Count;
            _squares += delta * (value - _mean);
            _min = Math.Min(_min, value);
            _max = Math.Max(_max, value);
            _sample.Add(value);
            Distinct.Add(MemoryMarshal.AsBytes(new ReadOnlySpan<double>(in value)));
        }
    }

    public override ColumnProfile Complete()
    {
        if (Count == 0)
            return Base();
        double[] sorted = _sample.Sorted();
        double q1 = Quantiles.At(sorted, 0.25), q3 = Quantiles.At(sorted, 0.75), low = q1 - 1.5 * (q3 - q1), high = q3 + 1.5 * (q3 - q1);
        double scale = (double)Count / sorted.Length;
        long outliers = (long)Math.Round(sorted.Count(v => v < low || v > high) * scale);
        return Base() with
        {
            Numbers = new NumberProfile(_min, _max, _mean, Count < 2 ? 0 : Math.Sqrt(_squares / (Count - 1)),
                [.. Shares.Select(p => new QuantileValue(p, Quantiles.At(sorted, p)))],
                Bins.Of(sorted, _min, _max, scale, Schema.IsInteger), low, high, outliers, !_sample.IsComplete),
        };
    }
}

internal sealed class DateAccumulator(ColumnSchema schema, int index) : ColumnAccumulator(schema)
{
    private readonly Reservoir _sample = new(index);
    private long _min = long.MaxValue;
    private long _max = long.MinValue;

    public override void Append(Column chunk)
    {
        foreach (long ticks in ((DateTimeColumn)chunk).Ticks)
        {
            if (ticks == DateTimeColumn.MissingTicks)
            {
                Missing++;
                continue;
            }

            Count++;
            _min = Math.Min(_min, ticks);
            _max = Math.Max(_max, ticks);
            _sample.Add(ticks);
            Distinct.Add(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in ticks)));
        }
    }

    public override ColumnProfile Complete()
    {
        if (Count == 0)
            return Base();
        double[] sorted = _sample.Sorted();
        var bins = Bins.Of(sorted, _min, _max, (double)Count / sorted.Length, false);
        return Base() with
        {
            Dates = new DateProfile(new DateTime(_min), new DateTime(_max), At(Quantiles.At(sorted, 0.5)),
                [.. bins.Select(b => new HistogramBin<DateTime>(At(b.From), At(b.To), b.Count))], !_sample.IsComplete),
        };

        DateTime At(double ticks) => new(Math.Clamp((long)ticks, _min, _max));
    }
}

internal sealed class LabelAccumulator(ColumnSchema schema) : ColumnAccumulator(schema)
{
    private const int Shown = 20;

    private readonly List<long> _counts = [];
    private readonly PersonalTally? _personal = schema is { Kind: ColumnKind.Text, Pii: PiiKind.None } ? new PersonalTally() : null;
    private long _characters;
    private int _shortest = int.MaxValue;
    private int _longest;

    public override void Append(Column chunk)
    {
        var column = (CodedColumn)chunk;
        var counts = new long[column.Dictionary.Length];
        foreach (int code in column.Codes)
        {
            if (code >= 0)
                counts[code]++;
        }

        Missing += column.MissingCount;
        Count += column.Length - column.MissingCount;
        for (int code = 0; code < counts.Length; code++)
        {
            if (counts[code] == 0)
                continue;
            string label = column.Dictionary[code];
            _personal?.Add(label, counts[code]);
            _characters += counts[code] * label.Length;
            _shortest = Math.Min(_shortest, label.Length);
            _longest = Math.Max(_longest, label.Length);
            int index = Distinct.Add(Encoding.UTF8.GetBytes(label));
            if (index < 0)
                continue;
            while (_counts.Count <= index)
                _counts.Add(0);
            _counts[index] += counts[code];
        }
    }

    public override ColumnProfile Complete()
    {
        if (Count == 0)
            return Base();
        bool shown = Schema.Kind != ColumnKind.Identifier && Schema.Role is not (ColumnRole.Identifier or ColumnRole.PersonalData);
        LabelCount[] top = !shown ? [] : [.. Enumerable.Range(0, _counts.Count).OrderByDescending(i => _counts[i]).ThenBy(i => i).Take(Shown)
            .Select(i => new LabelCount(Short(Encoding.UTF8.GetString(Distinct.Texts[i])), _counts[i]))];
        return Base() with
        {
            Flags = _personal?.Flag() is { } flag ? [flag] : [],
            Labels = new LabelProfile(top, Count - top.Sum(t => t.Count), _shortest, (double)_characters / Count, _longest),
        };
    }

    private static string Short(string label) => label.Length > 80 ? label[..80] + "…" : label;
}

/// <summary>Quantiles of sorted values by linear interpolation (Hyndman and Fan 1996, type 7).</summary>
internal static class Quantiles
{
    public static double At(double[] sorted, double share)
    {
        double h = share * (sorted.Length - 1);
        int low = (int)Math.Floor(h), high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + (h - low) * (sorted[high] - sorted[low]);
    }
}

/// <summary>Equal bins over a range; one a value for at most 40 whole numbers.</summary>
internal static class Bins
{
    private const int Most = 30;

    public static List<HistogramBin<double>> Of(double[] sorted, double min, double max, double scale, bool whole)
    {
        if (min == max)
            return [new(min, max, (long)Math.Round(sorted.Length * scale))];
        int bins = whole && max - min < 40 ? (int)(max - min) + 1 : Most;
        double width = whole && max - min < 40 ? 1 : whole ? Math.Ceiling((max - min + 1) / Most) : (max - min) / bins;
        if (whole)
            bins = (int)Math.Ceiling((max - min + 1) / width);
        var counts = new long[bins];
        foreach (double value in sorted)
            counts[Math.Clamp((int)((value - min) / width), 0, bins - 1)]++;
        return [.. counts.Select((c, i) => new HistogramBin<double>(min + i * width, i == bins - 1 && !whole ? max : min + (i + 1) * width, (long)Math.Round(c * scale)))];
    }
}

using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Tests.Sequences;

/// <summary>Tables of known processes.</summary>
internal static class SequenceTables
{
    /// <summary>The chain's probabilities from each of three states to each.</summary>
    public static readonly double[,] Chain = { { 0.8, 0.15, 0.05 }, { 0.1, 0.6, 0.3 }, { 0.3, 0.1, 0.6 } };

    public static readonly string[] States = ["calm", "breeze", "storm"];

    public const double Persistence = 0.8;

    /// <summary>One hourly series from 2020-01-01: an AR(1) process, a Markov chain, and a level that every value has by chance alone.</summary>
    public static Table Hourly(int rows, ulong seed)
    {
        var random = new RandomStream(seed, 1);
        double[] level = new double[rows];
        int[] state = new int[rows];
        long[] time = new long[rows];
        long start = new DateTime(2020, 1, 1).Ticks;
        for (int i = 0; i < rows; i++)
        {
            level[i] = Math.Round((i == 0 ? 0 : Persistence * level[i - 1]) + random.NextGaussian(), 4);
            state[i] = i == 0 ? 0 : Next(state[i - 1], random.NextDouble());
            time[i] = start + i * TimeSpan.TicksPerHour;
        }

        return new Table([new DateTimeColumn(new ColumnSchema("time", ColumnKind.DateTime), time), new NumericColumn(new ColumnSchema("level", ColumnKind.Numeric) { Decimals = 4 }, level), new CodedColumn(new ColumnSchema("wind", ColumnKind.Categorical), state, [.. States])]);
    }

    /// <summary>Sensors with 5 to 9 (kind a) or 20 to 24 (kind b) rows, ten minutes apart, each tenth gap half an hour; the level goes on from row to row.</summary>
    public static Table Sensors(int sensors, ulong seed)
    {
        var random = new RandomStream(seed, 2);
        var (names, kinds, times, levels) = (new List<int>(), new List<int>(), new List<long>(), new List<double>());
        for (int s = 0; s < sensors; s++)
        {
            int kind = random.NextInt32(2), length = (kind == 0 ? 5 : 20) + random.NextInt32(5);
            long time = new DateTime(2021, 3, 1).Ticks + random.NextInt32(40_000) * 10 * TimeSpan.TicksPerMinute;
            double level = 2 * random.NextGaussian();
            for (int i = 0; i < length; i++)
            {
                names.Add(s);
                kinds.Add(kind);
                times.Add(time);
                levels.Add(Math.Round(level, 3));
                time += (random.NextDouble() < 0.1 ? 30 : 10) * TimeSpan.TicksPerMinute;
                level = 0.9 * level + random.NextGaussian();
            }
        }

        return new Table([
            new CodedColumn(new ColumnSchema("sensor", ColumnKind.Identifier) { Role = ColumnRole.Identifier }, [.. names], [.. Enumerable.Range(0, sensors).Select(s => $"S{s:0000}")]),
            new CodedColumn(new ColumnSchema("kind", ColumnKind.Categorical), [.. kinds], ["a", "b"]),
            new DateTimeColumn(new ColumnSchema("at", ColumnKind.DateTime) { DateTimeFormat = "yyyy-MM-dd HH:mm" }, [.. times]),
            new NumericColumn(new ColumnSchema("level", ColumnKind.Numeric) { Decimals = 3 }, [.. levels]),
        ]);
    }

    private static int Next(int state, double u) => u < Chain[state, 0] ? 0 : u < Chain[state, 0] + Chain[state, 1] ? 1 : 2;
}

using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>The vectorised search against the definition, computed pair by pair.</summary>
public sealed class NearestRowsTests
{
    /// <summary>Sums of some hundred single-precision numbers.</summary>
    private const double Tolerance = 5e-5;

    /// <summary>Sizes around the search's blocks and groups, columns around its strides and beyond what it holds on the stack.</summary>
    public static TheoryData<int, int, int> Sizes()
    {
        var sizes = new TheoryData<int, int, int>();
        foreach (int points in new[] { 1, 31, 64, 65, 700 })
        {
            foreach (int columns in new[] { 1, 4, 7, 33 })
                sizes.Add(points, columns, 2);
        }

        sizes.Add(130, 600, 3);
        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void It_finds_what_comparing_every_pair_finds(int points, int columns, int k)
    {
        const int Queries = 70;
        var space = Space(columns, Random(points, columns, 1), Random(Queries, columns, 2));
        MixedPoints among = space.Points(0, Rows(points)), queries = space.Points(1, Rows(Queries));
        foreach (var metric in Enum.GetValues<NeighbourMetric>())
        {
            var found = NearestRows.Search(queries, among, k, TestContext.Current.CancellationToken, metric);
            for (int q = 0; q < Queries; q++)
            {
                double[] nearest = [.. Rows(points).Select(p => Distance(space, columns, q, p, metric, except: -1)).Order().Take(k)];
                for (int i = 0; i < k; i++)
                {
                    int position = found.Positions[q * k + i];
                    if (i >= points)
                    {
                        Assert.Equal((float.PositiveInfinity, -1), (found.Distances[q * k + i], position));
                        continue;
                    }

                    Assert.Equal(nearest[i], found.Distances[q * k + i], Tolerance);
                    Assert.Equal(nearest[i], Distance(space, columns, q, position, metric, except: -1), Tolerance);
                }
            }
        }
    }

    /// <summary>Metrics compare distances of two searches for being equal: the same two rows are as far whichever is searched, to the last bit.</summary>
    [Fact]
    public void A_distance_is_the_same_both_ways()
    {
        const int Columns = 13, Rows = 90;
        var space = Space(Columns, Random(Rows, Columns, 3), Random(Rows, Columns, 4));
        foreach (var metric in Enum.GetValues<NeighbourMetric>())
        {
            for (int row = 0; row < Rows; row++)
            {
                MixedPoints one = space.Points(0, [row]), other = space.Points(1, [row]);
                Assert.Equal(NearestRows.Search(one, other, 1, TestContext.Current.CancellationToken, metric).Distances, NearestRows.Search(other, one, 1, TestContext.Current.CancellationToken, metric).Distances);
            }
        }
    }

    [Fact]
    public void Leaving_a_column_out_finds_what_comparing_every_pair_finds()
    {
        const int Columns = 9, Points = 300, Queries = 40;
        var space = Space(Columns, Random(Points, Columns, 5), Random(Queries, Columns, 6));
        int[] found = NearestWithoutColumn.Search(space.Points(1, Rows(Queries)), space.Points(0, Rows(Points)), TestContext.Current.CancellationToken);
        for (int q = 0; q < Queries; q++)
        {
            for (int c = 0; c < Columns; c++)
                Assert.Equal(Rows(Points).Min(p => Distance(space, Columns, q, p, NeighbourMetric.Gower, c)), Distance(space, Columns, q, found[q * Columns + c], NeighbourMetric.Gower, c), Tolerance);
        }
    }

    private static int[] Rows(int count) => [.. Enumerable.Range(0, count)];

    private static double Distance(MixedSpace space, int columns, int query, int point, NeighbourMetric metric, int except)
    {
        double sum = 0;
        for (int c = 0; c < columns; c++)
        {
            if (c == except)
                continue;
            double a = space.Cell(1, c, query), b = space.Cell(0, c, point), difference = Math.Abs(a - b);
            sum += metric == NeighbourMetric.Gower
                ? space.IsNumber[c] ? Math.Min(difference, 1) : difference == 0 ? 0 : 1
                : space.IsNumber[c] ? Math.Min(difference * difference, 2) : difference == 0 ? 0 : 2;
        }

        return metric == NeighbourMetric.Gower ? sum / columns : Math.Sqrt(sum);
    }

    private static MixedSpace Space(int columns, Table points, Table queries) => MixedSpace.Of([.. Enumerable.Range(0, columns).Select(c => $"c{c}")], points, queries);

    /// <summary>Numbers, some missing, and labels of which some hardly ever differ.</summary>
    private static Table Random(int rows, int columns, ulong seed)
    {
        var random = new RandomStream(seed, 0);
        var made = new List<Column>();
        for (int c = 0; c < columns; c++)
        {
            if (c % 3 == 1)
            {
                int[] codes = new int[rows];
                for (int row = 0; row < rows; row++)
                    codes[row] = random.NextDouble() < 0.1 ? -1 : random.NextDouble() < 0.5 ? 0 : random.NextInt32(c % 2 == 0 ? 2 : 5);
                made.Add(new CodedColumn(new ColumnSchema($"c{c}", ColumnKind.Categorical), codes, ["a", "b", "c", "d", "e"]));
                continue;
            }

            double[] values = new double[rows];
            for (int row = 0; row < rows; row++)
                values[row] = random.NextDouble() < 0.1 ? double.NaN : Math.Round(100 * random.NextDouble());
            made.Add(new NumericColumn(new ColumnSchema($"c{c}", ColumnKind.Numeric), values));
        }

        return new Table(made);
    }
}

using CsCheck;
using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Statistics;

public sealed class LinearAlgebraTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(1e-10, -6.361340902404056)]
    public void Normal_quantiles_are_those_of_the_tables(double p, double z)
    {
        Assert.Equal(z, NormalDistribution.Quantile(p), 1e-12);
        Assert.Equal(p, NormalDistribution.Below(z), 1e-7);
    }

    [Fact]
    public void Normal_quantiles_end_at_infinity_and_nowhere_else()
    {
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Quantile(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Quantile(1));
        Assert.True(double.IsNaN(NormalDistribution.Quantile(1.1)) && double.IsNaN(NormalDistribution.Quantile(double.NaN)));
        Gen.Double[1e-12, 1 - 1e-12].Sample(p => Assert.Equal(p, NormalDistribution.Below(NormalDistribution.Quantile(p)), 1e-7));
    }

    [Fact]
    public void A_factor_times_its_transpose_is_the_matrix() => Gen.Double[-1, 1].Array[20].Sample(values =>
    {
        const int N = 4;
        double[] matrix = new double[N * N];
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
            {
                for (int k = 0; k < 5; k++)
                    matrix[i * N + j] += values[i * 5 + k] * values[j * 5 + k];
                matrix[i * N + j] += i == j ? 0.1 : 0;
            }
        }

        double[] lower = Cholesky.Factor(matrix, N)!;
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
                Assert.Equal(matrix[i * N + j], Enumerable.Range(0, N).Sum(k => lower[i * N + k] * lower[j * N + k]), 1e-10);
        }
    });

    [Fact]
    public void A_matrix_that_is_not_positive_definite_has_no_factor() => Assert.Null(Cholesky.Factor([1, 2, 2, 1], 2));

    [Fact]
    public void Bins_keep_frequent_values_alone_and_count_about_alike_elsewhere() => Gen.Select(Gen.Int[0, 400].Array[1, 3000], Gen.Int[2, 255]).Sample((values, most) =>
    {
        double[] numbers = Array.ConvertAll(values, v => (double)v);
        double[] edges = QuantileBins.UpperEdges(numbers, most);
        Assert.True(edges.Length <= most);
        Assert.Equal(edges.Order(), edges);
        Assert.Equal(edges.Distinct().Count(), edges.Length);
        Assert.Equal(numbers.Max(), edges[^1]);
        foreach (var frequent in numbers.GroupBy(v => v).Where(g => g.Count() >= 2.0 * numbers.Length / most && numbers.Distinct().Count() > most))
            Assert.Contains(frequent.Key, edges);
        Assert.All(numbers, v => Assert.True(v <= edges[QuantileBins.BinOf(edges, v)] && (QuantileBins.BinOf(edges, v) == 0 || v > edges[QuantileBins.BinOf(edges, v) - 1])));
    }, seed: "7Mn50IcMOE71"); // First of all a table whose last frequent value once shared its bin.

    [Fact]
    public void Logistic_regression_finds_the_coefficients_that_made_the_data()
    {
        const int N = 20_000;
        var random = new RandomStream(3, 1);
        int[] start = new int[N + 1], columns = new int[3 * N];
        float[] values = new float[3 * N];
        bool[] target = new bool[N];
        for (int i = 0; i < N; i++)
        {
            start[i + 1] = 3 * (i + 1);
            double a = random.NextGaussian(), b = random.NextGaussian();
            (columns[3 * i], columns[3 * i + 1], columns[3 * i + 2]) = (0, 1, 2);
            (values[3 * i], values[3 * i + 1], values[3 * i + 2]) = (1, (float)a, (float)b);
            target[i] = random.NextDouble() < 1 / (1 + Math.Exp(-(0.5 + 1.5 * a - 2 * b)));
        }

        double[] beta = LogisticRegression.Fit(new SparseDesign(3, start, columns, values), target, [.. Enumerable.Range(0, N)], 1e-6, default);
        Assert.Equal(0.5, beta[0], 0.08);
        Assert.Equal(1.5, beta[1], 0.1);
        Assert.Equal(-2, beta[2], 0.1);
    }
}

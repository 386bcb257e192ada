namespace SynthWorkbench.Numerics.Agreement;

/// <summary>
/// How much two categories agree, from 0 (not at all) to 1 (the same): a symmetric matrix over the declared scale. Without numbers the categories stand at 1, 2, 3, ...
/// </summary>
/// <remarks>Cohen, Psychological Bulletin 70 (1968) (linear, quadratic, own); Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), chapter 3 and appendix (the others).</remarks>
public sealed class AgreementWeights
{
    /// <summary>The most categories of a scale with weights: above it the matrix outgrows a cache and the scale its name.</summary>
    public const int MostCategories = 1000;

    private readonly double[] _weights;

    private AgreementWeights(string name, int categories, Func<int, int, double> disagreement)
    {
        if (categories is < 1 or > MostCategories)
            throw new ArgumentOutOfRangeException(nameof(categories), categories, $"A scale with weights has 1 to {MostCategories} categories.");
        (Name, Categories) = (name, categories);
        _weights = new double[categories * categories];
        for (int a = 0; a < categories; a++)
        {
            _weights[a * categories + a] = 1;
            for (int b = a + 1; b < categories; b++)
            {
                double weight = 1 - disagreement(a, b);
                _weights[a * categories + b] = _weights[b * categories + a] = weight;
                IsIdentity &= weight == 0;
            }
        }

        foreach (double weight in _weights)
            Sum += weight;
    }

    /// <summary>What the weights are called.</summary>
    public string Name { get; }

    /// <summary>The number of categories.</summary>
    public int Categories { get; }

    /// <summary>Whether only equal categories agree.</summary>
    public bool IsIdentity { get; private init; } = true;

    /// <summary>The weight of two categories.</summary>
    public double this[int a, int b] => _weights[a * Categories + b];

    /// <summary>Gwet's T: the sum of all weights.</summary>
    internal double Sum { get; }

    /// <summary>The weights of a category against all.</summary>
    internal ReadOnlySpan<double> Row(int category) => _weights.AsSpan(category * Categories, Categories);

    /// <summary>Only the same category agrees.</summary>
    public static AgreementWeights Identity(int categories) => new("identity", categories, static (_, _) => 1);

    /// <summary>1 - distance / range, of categories in equal steps.</summary>
    public static AgreementWeights Linear(int categories) => Linear(Steps(categories));

    /// <summary>1 - distance / range, of categories at <paramref name="positions"/>.</summary>
    public static AgreementWeights Linear(ReadOnlySpan<double> positions) => ByDistance("linear", positions, static d => d);

    /// <summary>1 - (distance / range)², of categories in equal steps.</summary>
    public static AgreementWeights Quadratic(int categories) => Quadratic(Steps(categories));

    /// <summary>1 - (distance / range)², of categories at <paramref name="positions"/>.</summary>
    public static AgreementWeights Quadratic(ReadOnlySpan<double> positions) => ByDistance("quadratic", positions, static d => d * d);

    /// <summary>1 - sqrt(distance / range), of categories at <paramref name="positions"/>.</summary>
    public static AgreementWeights Radical(ReadOnlySpan<double> positions) => ByDistance("radical", positions, Math.Sqrt);

    /// <summary>1 - C(steps + 1, 2) / C(categories, 2): by ranks alone. Not the differences of Krippendorff's ordinal alpha, which also look at how often categories occur.</summary>
    public static AgreementWeights Ordinal(int categories) => new("ordinal", categories, (a, b) => (b - a + 1.0) * (b - a) / (categories * (categories - 1.0)));

    /// <summary>1 - ((a - b) / (a + b))² over its largest, of categories at <paramref name="positions"/>, none negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A position is negative.</exception>
    public static AgreementWeights Ratio(ReadOnlySpan<double> positions)
    {
        double[] at = positions.ToArray();
        double least = at.Min(), most = at.Max();
        if (least < 0)
            throw new ArgumentOutOfRangeException(nameof(positions), least, "Ratio weights need numbers from 0 on.");
        double largest = Squared(least, most);
        return new AgreementWeights("ratio", at.Length, (a, b) => largest == 0 ? 0 : Squared(at[a], at[b]) / largest);

        static double Squared(double a, double b) => a + b == 0 ? 0 : (a - b) / (a + b) * ((a - b) / (a + b));
    }

    /// <summary>1 - disagreement / largest disagreement.</summary>
    /// <exception cref="ArgumentException">The matrix is not square and symmetric with zeros on its diagonal and numbers from 0 on, one of them positive.</exception>
    public static AgreementWeights FromDisagreement(double[,] disagreement)
    {
        int q = disagreement.GetLength(0);
        if (disagreement.GetLength(1) != q)
            throw new ArgumentException($"Disagreements are a square, not {q} × {disagreement.GetLength(1)}.", nameof(disagreement));
        double largest = 0;
        for (int a = 0; a < q; a++)
        {
            for (int b = 0; b < q; b++)
            {
                double d = disagreement[a, b];
                if (!(d >= 0) || double.IsInfinity(d) || d != disagreement[b, a] || (a == b && d != 0))
                    throw new ArgumentException($"The disagreement of categories {a} and {b} is {d}: it is a number from 0 on, the same both ways, and 0 of a category with itself.", nameof(disagreement));
                largest = Math.Max(largest, d);
            }
        }

        return largest > 0 ? new AgreementWeights("own", q, (a, b) => disagreement[a, b] / largest)
            : throw new ArgumentException("All disagreements are 0: then everything agrees.", nameof(disagreement));
    }

    internal static AgreementWeights Checked(AgreementWeights? weights, RatingTable table)
    {
        weights ??= Identity(table.Categories.Length);
        return weights.Categories == table.Categories.Length ? weights
            : throw new ArgumentException($"The weights are of {weights.Categories} categories, the scale has {table.Categories.Length}.", nameof(weights));
    }

    private static AgreementWeights ByDistance(string name, ReadOnlySpan<double> positions, Func<double, double> disagreement)
    {
        double[] at = positions.ToArray();
        double range = at.Length == 0 ? 0 : at.Max() - at.Min();
        return new AgreementWeights(name, at.Length, (a, b) => disagreement(Math.Abs(at[a] - at[b]) / range));
    }

    private static double[] Steps(int categories) => [.. Enumerable.Range(1, Math.Max(0, categories)).Select(c => (double)c)];
}

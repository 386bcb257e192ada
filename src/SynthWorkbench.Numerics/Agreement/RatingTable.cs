using System.Collections.Immutable;
using System.Globalization;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>
/// Ratings of items (units) by reviewers (raters) on one declared scale. Immutable. Coefficients weight by the declared categories, used or not; to weight by what occurs, declare what occurs.
/// </summary>
public sealed class RatingTable
{
    private readonly int[] _codes;

    /// <param name="categories">The declared categories, in order where the scale has one; distinct.</param>
    /// <param name="codes">Units after one another, each with a code of every rater: an index into <paramref name="categories"/>, or -1 without a rating.</param>
    /// <param name="raters">The number of raters, at least 1.</param>
    /// <param name="values">The number that each category stands for, distinct and finite; empty where categories are no numbers.</param>
    /// <param name="clusters">The cluster (say document) of each unit, any numbers; empty where units stand alone.</param>
    /// <exception cref="ArgumentException">A length, code or value breaks these rules.</exception>
    public RatingTable(IEnumerable<string> categories, ReadOnlySpan<int> codes, int raters, ReadOnlySpan<double> values = default, ReadOnlySpan<int> clusters = default)
    {
        Categories = [.. categories];
        if (Categories.IsEmpty || Categories.Distinct(StringComparer.Ordinal).Count() != Categories.Length)
            throw new ArgumentException($"A scale has at least one category and none twice: {string.Join(", ", Categories.Take(20))}.", nameof(categories));
        if (raters < 1 || codes.Length % raters != 0)
            throw new ArgumentException($"{codes.Length} codes are no whole units of {raters} raters.", nameof(raters));
        foreach (int code in codes)
        {
            if (code < -1 || code >= Categories.Length)
                throw new ArgumentException($"Code {code} is no category: there are {Categories.Length}, and -1 is a missing rating.", nameof(codes));
        }

        Raters = raters;
        Units = codes.Length / raters;
        Values = [.. values];
        if (!Values.IsEmpty && (Values.Length != Categories.Length || Values.Distinct().Count() != Values.Length || Values.Any(v => !double.IsFinite(v))))
            throw new ArgumentException($"{Values.Length} values for {Categories.Length} categories: each category stands for one finite number of its own.", nameof(values));
        Clusters = [.. clusters];
        if (!Clusters.IsEmpty && Clusters.Length != Units)
            throw new ArgumentException($"{Clusters.Length} clusters for {Units} units: each unit lies in one.", nameof(clusters));
        _codes = codes.ToArray();
        Counts = new UnitCounts(_codes, raters, Categories.Length);
    }

    /// <summary>The declared categories.</summary>
    public ImmutableArray<string> Categories { get; }

    /// <summary>The number of each category; empty where categories are no numbers.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>The cluster of each unit; empty where units stand alone.</summary>
    public ImmutableArray<int> Clusters { get; }

    /// <summary>The number of units, also those without a rating.</summary>
    public int Units { get; }

    /// <summary>The number of raters, also those without a rating.</summary>
    public int Raters { get; }

    /// <summary>The number of ratings.</summary>
    public int Ratings => Counts.Ratings;

    /// <summary>Whether every rater rated every unit.</summary>
    public bool IsComplete => Ratings == _codes.Length;

    /// <summary>The code of a rating; -1 without one.</summary>
    public int this[int unit, int rater] => _codes[unit * Raters + rater];

    internal UnitCounts Counts { get; }

    /// <summary>Ratings that are numbers: the categories are the declared numbers, or those that occur, ascending.</summary>
    /// <param name="ratings">Units after one another, each with a number of every rater; NaN without a rating.</param>
    /// <param name="raters">The number of raters, at least 1.</param>
    /// <param name="declared">The numbers of the scale in any order; empty to take those that occur.</param>
    /// <param name="clusters">The cluster of each unit; empty where units stand alone.</param>
    /// <exception cref="ArgumentException">A rating is infinite or not among the declared numbers, or a length is wrong.</exception>
    public static RatingTable OfNumbers(ReadOnlySpan<double> ratings, int raters, ReadOnlySpan<double> declared = default, ReadOnlySpan<int> clusters = default)
    {
        double[] scale = [.. (declared.IsEmpty ? ratings : declared).ToArray().Where(v => !double.IsNaN(v)).Distinct().Order()];
        int[] codes = new int[ratings.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = double.IsNaN(ratings[i]) ? -1 : Array.BinarySearch(scale, ratings[i]);
            if (codes[i] < 0 && !double.IsNaN(ratings[i]))
                throw new ArgumentException($"The rating {ratings[i].ToString("R", CultureInfo.InvariantCulture)} is not among the declared numbers.", nameof(ratings));
        }

        // A table without any rating still has a scale, if of nothing that could be told apart.
        scale = scale.Length == 0 ? [0] : scale;
        return new RatingTable(scale.Select(v => v.ToString("R", CultureInfo.InvariantCulture)), codes, raters, scale, clusters);
    }

    /// <summary>Two raters from their contingency table: <paramref name="counts"/>[i, j] units that the first put into category i and the second into j.</summary>
    /// <exception cref="ArgumentException">The table is not square, has a negative count or other than its size of categories.</exception>
    public static RatingTable OfContingency(int[,] counts, IEnumerable<string>? categories = null)
    {
        int q = counts.GetLength(0);
        if (counts.GetLength(1) != q)
            throw new ArgumentException($"A contingency table of two raters is square, not {q} × {counts.GetLength(1)}.", nameof(counts));
        var codes = new List<int>();
        for (int i = 0; i < q; i++)
        {
            for (int j = 0; j < q; j++)
            {
                RequireCount(counts[i, j]);
                for (int k = 0; k < counts[i, j]; k++)
                    codes.AddRange([i, j]);
            }
        }

        return new RatingTable(categories ?? Numbered(q), codes.ToArray(), 2);
    }

    /// <summary>
    /// Ratings known only as counts: <paramref name="counts"/>[u, c] raters put unit u into category c. Who rated is lost, so that coefficients that need the raters' own shares (Cohen, Light, ICC(2,·)) mean nothing.
    /// </summary>
    /// <exception cref="ArgumentException">A count is negative, or there are none.</exception>
    public static RatingTable OfCounts(int[,] counts, IEnumerable<string>? categories = null)
    {
        int units = counts.GetLength(0), q = counts.GetLength(1), raters = 1;
        for (int u = 0; u < units; u++)
        {
            int size = 0;
            for (int c = 0; c < q; c++)
                size += RequireCount(counts[u, c]);
            raters = Math.Max(raters, size);
        }

        int[] codes = new int[units * raters];
        Array.Fill(codes, -1);
        for (int u = 0; u < units; u++)
        {
            int at = u * raters;
            for (int c = 0; c < q; c++)
            {
                codes.AsSpan(at, counts[u, c]).Fill(c);
                at += counts[u, c];
            }
        }

        return new RatingTable(categories ?? Numbered(q), codes, raters);
    }

    private static IEnumerable<string> Numbered(int q) => Enumerable.Range(1, q).Select(c => c.ToString(CultureInfo.InvariantCulture));

    private static int RequireCount(int count) => count >= 0 ? count : throw new ArgumentException($"A count is at least 0, not {count}.");
}

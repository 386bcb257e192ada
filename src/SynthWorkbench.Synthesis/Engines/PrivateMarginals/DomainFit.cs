using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Privacy;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// The domain of each column: as declared, or found privately. Labels and frequent values are those whose noisy count passes a threshold that a label of one row passes with a probability of less than its
/// share of delta; edges between the other numbers are private quantiles.
/// </summary>
/// <remarks>The threshold is the stability-based histogram of Bun, Nissim and Stemmer, "Simultaneous private learning of multiple concepts", ITCS 2016, with Gaussian noise (Wilkins et al., "Exact privacy
/// analysis of the Gaussian sparse histogram mechanism", 2024): one row adds at most one label that is not in the neighbour, and it shows with the tail's probability, bounded by exp(-t² / (2 variance)).</remarks>
internal static class DomainFit
{
    /// <summary>Labels of a column that are kept at most, the most frequent first.</summary>
    private const int MostLabels = 1000;

    /// <summary>How the budget of a column is parted: labels alone, or frequent values and edges.</summary>
    private const double LabelParts = 1, EdgeParts = 1;

    /// <summary>The share of the edges' part that finds the range.</summary>
    private const double RangePart = 0.3;

    /// <summary>The domains; <paramref name="rho"/> and <paramref name="delta"/> pay for all that is not declared.</summary>
    public static PrivateDomain[] Of(Table table, PrivacyOptions privacy, double rho, double delta, PrivacyAccountant accountant, CancellationToken cancellation)
    {
        var known = privacy.Public.ToDictionary(p => p.Column, StringComparer.Ordinal);
        double parts = table.Columns.Sum(c => Parts(c.Schema, known.GetValueOrDefault(c.Name)));
        int searched = table.Columns.Count(c => Parts(c.Schema, known.GetValueOrDefault(c.Name)) > 0);
        var domains = new PrivateDomain[table.Columns.Length];
        for (int c = 0; c < domains.Length; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            var column = table.Columns[c];
            var declared = known.GetValueOrDefault(column.Name);
            double share = rho / Math.Max(1, parts);
            domains[c] = column is CodedColumn coded ? Labels(coded, declared, share * LabelParts, delta / Math.Max(1, searched), accountant) : Numbers(column, declared, share, delta / Math.Max(1, searched), accountant);
        }

        return domains;
    }

    /// <summary>Whether any column's domain must be found.</summary>
    public static bool IsNeeded(TableSchema schema, PrivacyOptions privacy)
    {
        var known = privacy.Public.ToDictionary(p => p.Column, StringComparer.Ordinal);
        return schema.Columns.Any(c => Parts(c, known.GetValueOrDefault(c.Name)) > 0);
    }

    private static double Parts(ColumnSchema schema, PublicColumn? declared) => schema.Kind is ColumnKind.Numeric or ColumnKind.DateTime
        ? PublicGrid.Values(schema, declared) is null ? LabelParts + EdgeParts : 0
        : declared is null ? LabelParts : 0;

    private static PrivateDomain Labels(CodedColumn column, PublicColumn? declared, double rho, double delta, PrivacyAccountant accountant)
    {
        if (declared is not null)
            return PrivateDomain.OfLabels(column.Schema, declared.Values, hasOther: false);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (int code in column.Codes)
        {
            if (code >= 0)
                counts[column.Dictionary[code]] = counts.GetValueOrDefault(column.Dictionary[code]) + 1;
        }

        var kept = Frequent(counts, StringComparer.Ordinal, rho, delta, "labels", accountant);
        if (column.Schema.IsOrdinal)
            kept = [.. kept.OrderBy(label => column.Dictionary.IndexOf(label))];
        return PrivateDomain.OfLabels(column.Schema, kept, hasOther: true);
    }

    private static PrivateDomain Numbers(Column column, PublicColumn? declared, double rho, double delta, PrivacyAccountant accountant)
    {
        var schema = column.Schema;
        if (PublicGrid.Values(schema, declared) is { } all)
            return PrivateDomain.OfNumbers(schema, all, []);
        double[] values = [.. NumberMarginal.Numbers(column).Where(v => !double.IsNaN(v))];
        if (PublicGrid.BoundsOf(declared) is { } bounds)
            values = Array.ConvertAll(values, v => Math.Clamp(v, bounds.Low, bounds.High));
        Array.Sort(values);
        double[] grid = PublicGrid.Points(schema, declared);
        var (range, wider) = PrivateQuantiles.Range(values, grid, rho * EdgeParts * RangePart, accountant);
        if (PublicGrid.BoundsOf(declared) is null && (PublicGrid.ValuesBetween(schema, grid[wider.Low], grid[wider.High]) ?? PublicGrid.ValuesBetween(schema, grid[range.Low], grid[range.High])) is { } few)
            return PrivateDomain.OfNumbers(schema, few, []);
        var counts = new Dictionary<double, long>();
        foreach (double value in values)
            counts[value] = counts.GetValueOrDefault(value) + 1;
        var frequent = PublicGrid.CountedValues(schema, declared) is { } every ? Frequent(every, counts, rho * LabelParts, accountant)
            : Frequent(counts, Comparer<double>.Default, rho * LabelParts, delta, "frequent values", accountant);
        var atoms = frequent.ToHashSet();
        double[] others = [.. values.Where(v => !atoms.Contains(v) && v >= grid[range.Low] && v <= grid[range.High])];
        double[] edges = PrivateQuantiles.Edges(others, grid[range.Low..(range.High + 1)], rho * EdgeParts * (1 - RangePart), accountant);
        if (PublicGrid.BoundsOf(declared) is { } ends)
            (edges[0], edges[^1]) = (ends.Low, ends.High + PublicGrid.UnitOf(schema));
        return PrivateDomain.OfNumbers(schema, [.. frequent.Order()], edges);
    }

    /// <summary>Those of all declared <paramref name="values"/> whose noisy count passes what half a value would pass by noise alone. Values without rows have noise as well, so that delta is not needed.</summary>
    private static List<double> Frequent(double[] values, Dictionary<double, long> counts, double rho, PrivacyAccountant accountant)
    {
        long variance = DiscreteGaussian.VarianceFor(rho);
        double threshold = Math.Sqrt(variance) * NormalDistribution.Quantile(1 - 0.5 / values.Length);
        long[] noisy = [.. values.Select(v => counts.GetValueOrDefault(v))];
        accountant.AddNoise("frequent values", noisy, variance);
        return [.. Enumerable.Range(0, values.Length).Where(i => noisy[i] > threshold).OrderByDescending(i => noisy[i]).Take(MostLabels).Select(i => values[i]).Order()];
    }

    /// <summary>The keys whose noisy count passes the threshold, ascending. Only keys of at least one row are drawn for: the others would pass with a probability that delta covers.</summary>
    private static List<T> Frequent<T>(Dictionary<T, long> counts, IComparer<T> order, double rho, double delta, string what, PrivacyAccountant accountant)
        where T : notnull
    {
        long variance = DiscreteGaussian.VarianceFor(rho);
        double threshold = 1 + Math.Sqrt(2 * variance * Math.Log(1 / delta));
        T[] keys = [.. counts.Keys.Order(order)];
        long[] noisy = [.. keys.Select(k => counts[k])];
        accountant.AddNoise(what, noisy, variance);
        return [.. Enumerable.Range(0, keys.Length).Where(i => noisy[i] > threshold).OrderByDescending(i => noisy[i]).Take(MostLabels).Select(i => keys[i]).Order(order)];
    }
}

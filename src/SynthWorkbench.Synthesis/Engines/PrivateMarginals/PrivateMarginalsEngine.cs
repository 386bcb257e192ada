using System.Text.Json;
using SynthWorkbench.Numerics.Graphical;
using SynthWorkbench.Numerics.Privacy;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Differentially private marginals: domains, counts of single columns, then counts of up to three related columns that are chosen privately, all with exact discrete noise; and the model of largest
/// entropy that fits them. Whatever is drawn from it has the guarantee that <see cref="FittedPrivateMarginals.Privacy"/> states.
/// </summary>
/// <remarks>Select, measure, generate: McKenna, Miklau and Sheldon, J. Privacy and Confidentiality 11(3), 2021. The seed of the recipe draws rows from the model and may be known to all; the noise of the fit comes
/// from the operating system's cryptographic generator unless <see cref="PrivacyOptions.Seed"/> is given. Running time is not protected. Fit: O(rows x columns²); draw: O(columns) a row.</remarks>
public sealed class PrivateMarginalsEngine : ISynthesisEngine
{
    /// <summary>How the budget is parted. What is declared public costs nothing, and its part goes to the counts of related columns.</summary>
    private const double DomainPart = 0.12, OneWayPart = 0.15, StructurePart = 0.03;

    /// <summary>Standard deviations of noise that a group of cells must have rows for.</summary>
    private const double LeastNoise = 3;

    /// <summary>A combination that the model expects in as few rows as so many standard deviations of a count's noise is halved before all are scaled: 0.3 of Adult's rows at epsilon 1, 0.03 at 10. Larger ones counts can tell.</summary>
    private const double HalvedAt = 0.008;

    /// <inheritdoc/>
    public string Id => EngineCatalog.PrivateMarginals;

    /// <inheritdoc/>
    public string Version => "6";

    /// <inheritdoc/>
    public string DisplayName => "Private marginals";

    /// <inheritdoc/>
    public bool IsPrivate => true;

    /// <summary>Fits with the options' privacy, or epsilon 1 and delta 1e-9 where they name none.</summary>
    public FittedModel Fit(Table train, EngineOptions options, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        if (train.Columns.Length == 0 || train.RowCount == 0)
            throw new ArgumentException($"The table has {train.Columns.Length} columns and {train.RowCount} rows; a fit needs at least one of each.", nameof(train));
        var privacy = options.Privacy ?? new PrivacyOptions();
        if (!(privacy.Epsilon is >= PrivacyOptions.LeastEpsilon and <= PrivacyOptions.MostEpsilon) || !(privacy.Delta is >= PrivacyOptions.LeastDelta and <= PrivacyOptions.MostDelta))
            throw new ArgumentException($"Epsilon {privacy.Epsilon} and delta {privacy.Delta} are not a guarantee that can be given: epsilon lies between {PrivacyOptions.LeastEpsilon} and {PrivacyOptions.MostEpsilon}, delta between {PrivacyOptions.LeastDelta} and {PrivacyOptions.MostDelta}.", nameof(options));
        return Fit(train, privacy, options.Target, privacy.Seed is { } seed ? NoiseSource.Seeded(seed, ReleaseOf(train, privacy, options.Target)) : NoiseSource.Secret(), progress, cancellation);
    }

    /// <summary>All that a fit depends on: fits of other rows or with other options have other noise, also where they have the same seed.</summary>
    private static byte[] ReleaseOf(Table train, PrivacyOptions privacy, string? target) =>
        JsonSerializer.SerializeToUtf8Bytes(new { Rows = TableDigest.Of(train), Columns = train.Schema.Columns.Select(c => c.Name), Privacy = privacy, Target = target });

    private static FittedPrivateMarginals Fit(Table train, PrivacyOptions privacy, string? targetName, NoiseSource noise, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var statement = PrivacyStatement.Of(privacy);
        var accountant = new PrivacyAccountant(statement.Budget, noise);
        double rho = statement.Budget;
        var domains = DomainFit.Of(train, privacy, rho * DomainPart, privacy.Delta / 2, accountant, cancellation);
        int columns = domains.Length;
        int[][] cells = new int[columns][];
        Parallel.For(0, columns, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, c => cells[c] = domains[c].Code(train[c]));

        long variance = DiscreteGaussian.VarianceFor((columns == 1 ? accountant.Left : rho * OneWayPart) / columns);
        double deviation = Math.Sqrt(variance);
        long[][] noisy = new long[columns][];
        for (int c = 0; c < columns; c++)
        {
            noisy[c] = new long[domains[c].Count];
            foreach (int cell in cells[c])
                noisy[c][cell]++;
            accountant.AddNoise("counts of single columns", noisy[c], variance);
            if (!DomainEnds.AreFound(train[c].Schema, privacy))
                continue;
            (domains[c], noisy[c]) = DomainEnds.Trimmed(domains[c], noisy[c], deviation);
            cells[c] = domains[c].Code(train[c]);
        }

        double rows = privacy.Rows ?? OneWayCounts.Total(noisy);
        double[][] estimates = [.. noisy.Select((n, c) => OneWayCounts.Estimate(domains[c], n, rows, deviation))];
        CellGroups[] groups = [.. estimates.Select((e, c) => CellGroups.Make(domains[c], e, LeastNoise * deviation))];
        double[][] shares = [.. estimates.Select((e, c) => Shares(e, groups[c]))];
        int[][] codes = [.. cells.Select((row, c) => Array.ConvertAll(row, cell => groups[c].Of[0][cell]))];

        int target = Array.FindIndex([.. train.Columns], c => c.Name == targetName);
        if (target < 0)
            target = Array.FindIndex([.. train.Columns], c => c.Schema.Role == ColumnRole.Target);
        double structure = rho * StructurePart;
        var selection = new CliqueSelection(new GroupCounts(codes, groups), shares, rows, target, accountant);
        var (tree, potentials, counted) = selection.Fit(Math.Max(0, target), variance, structure, accountant.Left - structure, done => progress?.Report(new FitProgress(done, columns, train[done - 1].Name)), cancellation);
        progress?.Report(new FitProgress(columns, columns, train[columns - 1].Name));
        return new FittedPrivateMarginals(domains, estimates, [.. groups.Select(g => g.Of[0])], PrivateNetwork.Of(tree, potentials, HalvedAt * Math.Sqrt(counted) / rows), statement with { Steps = accountant.Steps });
    }

    private static double[] Shares(double[] estimate, CellGroups groups)
    {
        double[] shares = new double[groups.Counts[0]];
        double total = estimate.Sum();
        for (int cell = 0; cell < estimate.Length; cell++)
            shares[groups.Of[0][cell]] += estimate[cell] / total;
        return shares;
    }

    /// <inheritdoc/>
    public FittedModel Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return FittedPrivateMarginals.Read(reader);
    }
}

using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Trees;
using SynthWorkbench.Numerics.Trees.Boosting;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Tables;
using Column = SynthWorkbench.Synthesis.Tables.Column;

namespace SynthWorkbench.Benchmarks;

/// <summary>
/// The hot loops under BenchmarkDotNet, each with the bytes that it must read or write at least once, as a share of what this machine's memory gives a plain copy in the same run.
/// </summary>
internal static class KernelBenchmark
{
    public static int Run(string[] arguments)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(7))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "synthwb-kernels"));
        var reports = BenchmarkRunner.Run<Kernels>(config).Reports
            .Where(r => r.ResultStatistics is not null && (arguments.Length == 0 || r.BenchmarkCase.Descriptor.WorkloadMethod.Name.Contains(arguments[0], StringComparison.OrdinalIgnoreCase))).ToList();
        double copy = Rate(nameof(Kernels.Copy));
        Console.WriteLine($"{Environment.ProcessorCount} cores; a copy moves {copy / 1e9:0.0} GB/s (read and write)");
        Console.WriteLine("| loop | ms | ± | work a second | bytes touched a second | of a copy |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var report in reports)
        {
            var (name, seconds) = (report.BenchmarkCase.Descriptor.WorkloadMethod.Name, report.ResultStatistics!.Mean / 1e9);
            var (bytes, work, unit) = Kernels.Work[name];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {seconds * 1000:0.00} | {report.ResultStatistics.StandardDeviation / 1e6:0.00} | {work / seconds:0.000e0} {unit} | {bytes / seconds / 1e9:0.00} GB | {bytes / seconds / copy:0.00} |"));
        }

        return 0;

        double Rate(string name) => reports.Find(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == name)?.ResultStatistics is { } s ? Kernels.Work[name].Bytes / (s.Mean / 1e9) : double.NaN;
    }
}

/// <summary>The loops; public because BenchmarkDotNet calls them.</summary>
public class Kernels
{
    private const int Rows = 200_000, Features = 16, Queries = 2048, Points = 32_768;

    /// <summary>Of each loop the bytes that it touches at least once a pass, and its units of work.</summary>
    internal static readonly Dictionary<string, (double Bytes, double Work, string Unit)> Work = new(StringComparer.Ordinal)
    {
        [nameof(Copy)] = (2.0 * 64e6, 64e6, "bytes"),
        // Six levels, of each every row's features (one byte each), its gradient (8) and number (4); siblings are subtracted, so about half of the rows are read below the root.
        [nameof(BoostedTree)] = (Rows * (Features + 12.0) * (1 + 5 * 0.5), Rows, "rows"),
        // The points of a block stay in cache while a query passes: bytes of cells compared.
        [nameof(NearestRow)] = (4.0 * Queries * Points * Features, (double)Queries * Points, "pairs"),
        [nameof(DonorTreeGrown)] = (Rows * (Features * 4.0 + 12) * 8, Rows, "rows"),
        [nameof(DrawTrees)] = (15 * 8.0 * FittedModel.BlockRows, FittedModel.BlockRows, "rows"),
        [nameof(DrawGuided)] = (15 * 8.0 * FittedModel.BlockRows, FittedModel.BlockRows, "rows"),
        [nameof(Marginals)] = (2.0 * 2 * 4 * Rows * 105, 105, "pairs"),
    };

    private readonly byte[] _from = new byte[64_000_000], _to = new byte[64_000_000];
    private byte[][] _features = [];
    private int[] _rows = [];
    private double[] _target = [];
    private TreePredictor[] _predictors = [];
    private FittedModel? _trees, _guided;
    private MixedPoints? _queries, _points;
    private IReadOnlyList<ComparedColumn> _columns = [];
    private long _block;

    /// <summary>Data of fixed seeds.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var random = new RandomStream(1, 1);
        _rows = [.. Enumerable.Range(0, Rows)];
        _features = new byte[Features][];
        for (int f = 0; f < Features; f++)
        {
            _features[f] = new byte[Rows];
            for (int i = 0; i < Rows; i++)
                _features[f][i] = (byte)random.NextInt32(200);
        }

        _target = [.. _rows.Select(i => _features[0][i] * 0.01 + Math.Sin(_features[1][i] * 0.05) + 0.3 * _features[2][i] / 200.0)];
        _predictors = [.. _features.Select(f => new TreePredictor(Array.ConvertAll(f, c => (int)c), 200, true))];
        var loans = DemoTables.LoanApplications(20_000, 3);
        var modelled = loans.Select([.. loans.Columns.Where(c => c.Schema.Role != ColumnRole.Identifier).Take(15).Select(c => c.Name)]);
        _trees = EngineCatalog.Find("trees")!.Fit(modelled, new Synthesis.Recipes.EngineOptions(), null, default);
        _guided = EngineCatalog.Find("guided-trees")!.Fit(modelled, new Synthesis.Recipes.EngineOptions(), null, default);
        var points = new Table(Enumerable.Range(0, Features).Select(f => (Column)new NumericColumn(new ColumnSchema($"c{f}", ColumnKind.Numeric), [.. _features[f].Take(Points + Queries).Select(v => (double)v)])));
        var space = MixedSpace.Of([.. points.Columns.Select(c => c.Name)], points);
        _points = space.Points(0, [.. Enumerable.Range(0, Points)]);
        _queries = space.Points(0, [.. Enumerable.Range(Points, Queries)]);
        var wide = new Table(Enumerable.Range(0, 15).Select(f => (Column)new NumericColumn(new ColumnSchema($"c{f}", ColumnKind.Numeric), [.. _features[f].Select(v => (double)v)])));
        _columns = ComparedColumn.Pair(wide, wide);
    }

    /// <summary>The memory's own speed.</summary>
    [Benchmark]
    public void Copy() => _from.AsSpan().CopyTo(_to);

    /// <summary>One tree of 31 leaves: histograms of quantised gradients.</summary>
    [Benchmark]
    public GradientBoosting BoostedTree() => GradientBoosting.FitNumbers(_features, _target, _rows, new BoostingOptions { Trees = 1, Leaves = 31, MaxDepth = 8 }, default);

    /// <summary>Brute-force nearest rows, 16 number columns.</summary>
    [Benchmark]
    public NeighbourResult NearestRow() => NearestRows.Search(_queries!, _points!, 1, default);

    /// <summary>A ladder of donor trees.</summary>
    [Benchmark]
    public DonorTree DonorTreeGrown() => DonorTreeBuilder.ForNumbers(_predictors, _rows, _target, new DonorLadder([5000, 1000, 300, 100, 40, 20]), default);

    /// <summary>A block of rows without guides, one core.</summary>
    [Benchmark]
    public Table DrawTrees() => _trees!.SampleBlock(1, _block++, 0, SamplingControls.Default);

    /// <summary>A block of rows with guides, one core.</summary>
    [Benchmark]
    public Table DrawGuided() => _guided!.SampleBlock(1, _block++, 0, SamplingControls.Default);

    /// <summary>Two-way counts of 15 columns.</summary>
    [Benchmark]
    public double? Marginals() => KMarginal.Score(_columns);
}

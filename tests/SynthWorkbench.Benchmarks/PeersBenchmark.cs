using System.Diagnostics;
using System.Globalization;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Metrics.Privacy;
using SynthWorkbench.Synthesis.Metrics.Utility;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Benchmarks;

/// <summary>
/// The table that peers are compared by: shapes, trends, three-way marginals, detection, utility for a target, closeness, membership attack and the largest attack risk over whole tables,
/// <c>loans</c> and <c>visits</c> are the demo's tables; with unseen rows in the synthetic table's place as the last lines. Attacks are run on up to <see cref="Attacks"/> rows, not on a report's sample: the
/// figures compared differ by less than a sample's error. <c>--train N</c> takes the first N rows for training (Adult's published split is 32561), else a random half.
/// Attack risks are of the success rates of all seeds together: the largest of fifteen noisy risks grows with the noise. <c>whole</c> is singling out with a control of other size than the training table, which is what figures published
/// for whole tables hold: a smaller control alone makes every table look riskier, unseen rows in the same proportions too, which stand below.
/// </summary>
internal static class PeersBenchmark
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Rows attacked, and rows of either side in nearest-row searches.</summary>
    private const int Attacks = 20_000;

    public static int Run(string[] arguments)
    {
        int seeds = 1, first = 0;
        double realism = SamplingControls.DefaultRealism;
        string? file = null, target = null;
        var options = new ReadOptions();
        double? epsilon = null;
        bool areDomainsPublic = false;
        var engines = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--seeds")
                seeds = int.Parse(arguments[++i], Invariant);
            else if (arguments[i] == "--train")
                first = int.Parse(arguments[++i], Invariant);
            else if (arguments[i] == "--target")
                target = arguments[++i];
            else if (arguments[i] == "--missing")
                options = options with { MissingTokens = [.. options.MissingTokens, arguments[++i]] };
            else if (arguments[i] == "--realism")
                realism = double.Parse(arguments[++i], Invariant);
            else if (arguments[i] == "--epsilon")
                epsilon = double.Parse(arguments[++i], Invariant);
            else if (arguments[i] == "--public-domains")
                areDomainsPublic = true;
            else if (arguments[i] == "--engine")
                engines.Add(arguments[++i]);
            else
                file = arguments[i];
        }

        if (file is null)
        {
            Console.Error.WriteLine("usage: peers [--seeds N] [--train FIRST-ROWS] [--target COLUMN] [--engine ID] [--realism R] [--epsilon E] [--public-domains] [--missing TOKEN] TABLE");
            return 2;
        }

        var table = file == "loans" ? DemoTables.LoanApplications() : file == "visits" ? DemoTables.CardiologyVisits() : TableReader.ReadAll(file, options);
        var (train, holdout) = first > 0 ? (table.Slice(0, first), table.Slice(first, table.RowCount - first)) : Half(table);
        Console.WriteLine($"{Path.GetFileName(file)}: {train.RowCount:N0} training rows, {holdout.RowCount:N0} unseen, {Environment.ProcessorCount} cores, {seeds} seeds");
        Console.WriteLine("| engine | shapes | trends | 3-way | detect | utility (real) | DCR | MIA | DOMIAS | outliers | singling out | whole | linkability | inference | of | largest | largest, whole | fit s | sample s | peak MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var engine in EngineCatalog.All.Where(e => engines.Count == 0 || engines.Contains(e.Id)))
        {
            var lines = new List<double[]>();
            var risks = new List<Risks>();
            for (int seed = 1; seed <= seeds; seed++)
            {
                var recipe = new Recipe { Name = "benchmark", Engine = engine.Id, Rows = train.RowCount, Seed = (ulong)seed, Realism = realism, Objective = new RecipeObjective { Target = target } };
                if (engine.IsPrivate)
                    recipe = recipe with { Options = new EngineOptions { Privacy = new PrivacyOptions { Epsilon = epsilon ?? 1, Seed = (ulong)seed, Public = areDomainsPublic ? Domains(table) : [] } } };
                var plan = GenerationPlan.Create(recipe, train.Schema).Plan!;
                long from = Stopwatch.GetTimestamp();
                var model = GenerationPipeline.Fit(plan, train, null, default);
                double fit = Stopwatch.GetElapsedTime(from).TotalSeconds;
                if (seed == 1 && model?.Privacy is { } privacy)
                    Console.WriteLine($"<!-- {privacy} {string.Join(", ", privacy.Steps.Select(s => $"{s.What} {s.Rho.ToString("0.00000", Invariant)}"))} -->");
                from = Stopwatch.GetTimestamp();
                var pipeline = new GenerationPipeline(plan, model);
                var drawn = Table.Concat(Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, default)).ToList());
                double sample = Stopwatch.GetElapsedTime(from).TotalSeconds;
                var (distances, attacked) = Privacy(train, holdout, drawn, (ulong)seed);
                lines.Add([.. Fidelity(train, holdout, drawn, target, (ulong)seed), .. distances, fit, sample]);
                risks.Add(attacked);
            }

            Print(engine.Id, lines, risks);
        }

        // Of privacy and utility half of the unseen rows play the synthetic table, the other half the holdout.
        var (played, control) = Half(holdout);
        double[] unseen = Fidelity(train, holdout, holdout, target, 1);
        unseen[4] = Utility(train, control, played, target, 1)?.Score ?? double.NaN;
        var (near, unseenRisks) = Privacy(train, control, played, 1);
        Print("unseen rows", [[.. unseen, .. near, double.NaN, double.NaN]], [unseenRisks]);
        PrintInProportion(table, train.RowCount, seeds);
        return 0;
    }

    /// <summary>Labels and bounds as if they had been declared: what a code book would say, taken from the whole table.</summary>
    private static System.Collections.Immutable.ImmutableArray<PublicColumn> Domains(Table table) =>
    [
        .. table.Columns.Where(c => c is NumericColumn or CodedColumn).Select(c => c is NumericColumn numeric
            ? new PublicColumn(c.Name) { Min = numeric.Values.ToArray().Where(v => !double.IsNaN(v)).Min(), Max = numeric.Values.ToArray().Where(v => !double.IsNaN(v)).Max() }
            : new PublicColumn(c.Name) { Values = ((CodedColumn)c).Dictionary }),
    ];

    private static (Table Train, Table Holdout) Half(Table table)
    {
        int[] rows = [.. Enumerable.Range(0, table.RowCount)];
        new Numerics.Random.RandomStream(7, 7).Shuffle(rows.AsSpan());
        return (table.Take(rows[..(rows.Length / 2)]), table.Take(rows[(rows.Length / 2)..]));
    }

    /// <summary>Real rows that know nothing of the attacked ones, in the synthetic table's place and in the proportions of the engines' lines: what a perfect engine that remembers nobody would read.</summary>
    private static void PrintInProportion(Table table, int attacked, int seeds)
    {
        int many = (int)((long)table.RowCount * attacked / (table.RowCount + attacked));
        int[] rows = [.. Enumerable.Range(0, table.RowCount)];
        var (lines, risks) = (new List<double[]>(), new List<Risks>());
        for (int seed = 1; seed <= seeds; seed++)
        {
            new Numerics.Random.RandomStream((ulong)seed, 8).Shuffle(rows.AsSpan());
            var (distances, risk) = Privacy(table.Take(rows[..many]), table.Take(rows[(2 * many)..]), table.Take(rows[many..(2 * many)]), (ulong)seed);
            lines.Add([.. Enumerable.Repeat(double.NaN, 6), .. distances, double.NaN, double.NaN]);
            risks.Add(risk);
        }

        Print("unseen rows, in proportion", lines, risks);
    }

    private static double[] Fidelity(Table train, Table holdout, Table drawn, string? target, ulong seed)
    {
        var columns = ComparedColumn.Pair(train, drawn);
        double shapes = columns.Select(ColumnShape.Score).Average(v => v ?? double.NaN);
        double trends = new PairTrend(columns, sharedEdges: false).All().Where(p => p.IsStrong()).Select(p => p.Score).Where(v => v is not null).Select(v => v!.Value).DefaultIfEmpty(double.NaN).Average();
        var utility = Utility(train, holdout, drawn, target, seed);
        var detection = Detection.Run(columns, train.RowCount, drawn.RowCount, seed, default);
        if (detection?.Area > 0.55)
            Console.WriteLine($"<!-- told apart by {string.Join(", ", detection.Telling.Take(6).Select(t => $"{t.Column} {t.Share.ToString("0.00", Invariant)}"))} -->");
        return
        [
            shapes, trends, KMarginal.ThreeWay(columns) ?? double.NaN, detection?.Area ?? double.NaN,
            utility?.Score ?? double.NaN, utility?.RealScore ?? double.NaN,
        ];
    }

    private static UtilityResult? Utility(Table train, Table holdout, Table drawn, string? target, ulong seed) =>
        TrainSyntheticTestReal.Run(ComparedColumn.Pair(train, drawn), ComparedColumn.Pair(train, holdout), target, train.RowCount, holdout.RowCount, drawn.RowCount, seed, default).Result;

    private static (double[] Distances, Risks Risks) Privacy(Table train, Table holdout, Table drawn, ulong seed)
    {
        string[] names = [.. ComparedColumn.Pair(train, drawn).Select(c => c.Name)];
        var space = MixedSpace.Of(names, train, holdout, drawn);
        var values = new MixedValues(space, train, holdout, drawn);
        var membership = MembershipInference.Run(space, train.RowCount, holdout.RowCount, drawn.RowCount, seed, default, Attacks);
        double[] distances =
        [
            DistanceToClosestRecord.Run(space, train.RowCount, holdout.RowCount, drawn.RowCount, seed, default, Attacks)?.CloserToTrain ?? double.NaN,
            membership?.Distance?.Area ?? double.NaN, membership?.Density?.Area ?? double.NaN, membership?.Outliers?.Area ?? double.NaN,
        ];
        var equal = SinglingOut.Run(space, values, 4000, equalSizes: true, seed, default);
        var whole = SinglingOut.Run(space, values, 4000, equalSizes: false, seed, default);
        var linked = Linkability.Run(space, train.RowCount, holdout.RowCount, drawn.RowCount, Attacks, seed, default);
        var inferred = AttributeInference.Run(space, values, train.RowCount, holdout.RowCount, drawn.RowCount, Attacks, seed, default);
        return (distances, new Risks([equal.Univariate, equal.Multivariate], [whole.Univariate, whole.Multivariate], linked, inferred.ToDictionary(r => r.Column, r => r.Risk)));
    }

    /// <summary>Attack risks of one synthetic table; of singling out one column's and three columns' descriptions.</summary>
    private sealed record Risks(AttackRisk?[] Equal, AttackRisk?[] Whole, AttackRisk? Linked, Dictionary<string, AttackRisk> Inferred);

    /// <summary>The risk of the mean success rates.</summary>
    private static double Pooled(IEnumerable<AttackRisk?> risks)
    {
        AttackRisk[] known = [.. risks.OfType<AttackRisk>()];
        if (known.Length == 0)
            return 0;
        double control = known.Average(r => r.Control);
        return control >= 1 ? 0 : Math.Max(0, (known.Average(r => r.Main) - control) / (1 - control));
    }

    /// <summary>Mean over seeds and, of several, ± half of largest less smallest; risks of all seeds together.</summary>
    private static void Print(string name, List<double[]> lines, List<Risks> risks)
    {
        string S(int i, string format = "0.000")
        {
            double[] values = [.. lines.Select(l => l[i])];
            string mean = double.IsNaN(values.Average()) ? "" : values.Average().ToString(format, Invariant);
            return mean.Length == 0 || values.Length == 1 ? mean : $"{mean} ±{((values.Max() - values.Min()) / 2).ToString(format, Invariant)}";
        }

        double equal = Enumerable.Range(0, 2).Max(f => Pooled(risks.Select(r => r.Equal[f]))), whole = Enumerable.Range(0, 2).Max(f => Pooled(risks.Select(r => r.Whole[f])));
        double linked = Pooled(risks.Select(r => r.Linked));
        var (column, inferred) = risks[0].Inferred.Keys.Select(c => (c, Pooled(risks.Select(r => r.Inferred.GetValueOrDefault(c))))).DefaultIfEmpty(("", 0)).MaxBy(r => r.Item2);
        string rest = string.Join(" | ", new[] { equal, whole, linked, inferred }.Select(v => v.ToString("0.000", Invariant)));
        string largest = $"{Math.Max(equal, Math.Max(linked, inferred)).ToString("0.000", Invariant)} | {Math.Max(whole, Math.Max(linked, inferred)).ToString("0.000", Invariant)}";
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"| {name} | {S(0)} | {S(1)} | {S(2, "0")} | {S(3)} | {(double.IsNaN(lines[0][4]) ? "" : $"{S(4)} ({lines[0][5].ToString("0.000", Invariant)})")} | {S(6)} | {S(7)} | {S(8)} | {S(9)} | {rest} | {column} | {largest} | {S(10, "0.00")} | {S(11, "0.00")} | {process.PeakWorkingSet64 / 1_000_000} |");
    }
}

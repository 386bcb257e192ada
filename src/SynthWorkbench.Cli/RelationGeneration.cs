using System.Diagnostics;
using System.Globalization;
using SynthWorkbench.Application.Datasets.Sets;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.Relations;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Relations;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Cli;

/// <summary>Several tables at once: <c>synthwb generate --reference players.csv --table batting=batting.csv --out folder</c>.</summary>
internal static class RelationGeneration
{
    /// <summary>The tables of <c>--table NAME=FILE</c>.</summary>
    public static Dictionary<string, Table> Read(IReadOnlyList<string> named, CancellationToken cancellation)
    {
        var tables = new Dictionary<string, Table>(StringComparer.Ordinal);
        foreach (string text in named)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } file])
                throw new BadInputException($"--table '{text}' is not of the form NAME=FILE, for example visits=visits.csv.");
            if (!tables.TryAdd(name, TableReader.ReadAll(file, null, cancellation)))
                throw new BadInputException($"--table names {name} twice. Give each table its own name.");
        }

        return tables;
    }

    /// <summary>A recipe of all tables with the keys that names and values suggest; <paramref name="order"/> says by table what orders the rows of one parent.</summary>
    public static Recipe Draft(IReadOnlyDictionary<string, Table> tables, IReadOnlyList<string> order)
    {
        var found = RelationInference.Of([.. tables]);
        foreach (string text in order)
        {
            if (text.Split('=', 2) is not [var name, { Length: > 0 } columns] || found.Find(name) is not { } table)
                throw new BadInputException($"--table-order '{text}' is not of the form NAME=COLUMNS with the name of a table, for example visits=day.");
            found = found with { Tables = found.Tables.Replace(table, table with { Order = [.. columns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] }) };
        }

        foreach (var link in found.Links)
            Console.Error.WriteLine($"note: found {link}");
        foreach (string doubt in RelationInference.Doubts([.. tables], found))
            Console.Error.WriteLine($"note: {doubt}");
        return RecipeDrafts.ForSet(new TableSetDetail(null, "tables", [.. tables.Select(t => new SetTable(t.Key, default, default, t.Key, 1, "", t.Value.RowCount, t.Value.Schema))], found));
    }

    /// <summary>Learns and writes all tables of a recipe into a folder, and says how they fit together.</summary>
    public static int Run(Recipe recipe, IReadOnlyDictionary<string, Table> all, (double Share, ulong Seed) holdout, DirectoryInfo folder, CancellationToken cancellation)
    {
        var planning = RelationPlan.Create(recipe, all.ToDictionary(t => t.Key, t => t.Value.Schema));
        if (planning.Plan is not { } plan)
            throw new BadInputException(string.Join(Environment.NewLine, planning.Problems));
        foreach (string problem in RelationIntegrity.Of(plan.Relations, all).Problems())
            Console.Error.WriteLine($"note: {problem}");
        string own = recipe.Relations!.Table;
        bool[] held = holdout.Share > 0 ? new HoldoutSplit(holdout.Seed, holdout.Share).HeldOut(all[own]) : new bool[all[own].RowCount];
        var (train, unseen) = RelationSplit.Of(plan.Relations, all, own, held);
        var watch = Stopwatch.StartNew();
        var model = RelationModel.Fit(plan, train, new ConsoleProgress(), cancellation);
        double fit = watch.Elapsed.TotalSeconds;
        ConsoleProgress.End();
        foreach (string replaced in model.Replacements())
            Console.Error.WriteLine($"note: {replaced}");
        watch.Restart();
        folder.Create();
        var drawn = new Dictionary<string, RelationModel.DrawnTable>(StringComparer.Ordinal);
        foreach (var table in plan.Tables)
        {
            string name = table.Table.Name;
            drawn[name] = model.Draw(table, drawn.ToDictionary(d => d.Key, d => d.Value.Rows), cancellation);
            TableWriter.Write(drawn[name].Rows, Path.Combine(folder.FullName, name + ".csv"), TableFormat.Csv);
        }

        double sample = watch.Elapsed.TotalSeconds;
        watch.Restart();
        var report = RelationFidelity.Of(plan, new RelationTables(train, unseen, drawn), 1, cancellation);
        foreach (var table in report.Tables)
            Console.WriteLine(Invariant($"table {table.Name} rows {table.SyntheticRows} of {table.TrainRows} shapes {table.Shapes:0.000} ({table.BaselineShapes:0.000}) trends {table.Trends:0.000} ({table.BaselineTrends:0.000}) detection {table.Detection:0.000} ({table.BaselineDetection:0.000}) closer to train {table.CloserToTrain:0.000} digest {TableDigest.Of(drawn[table.Name].Rows)}{(table.Dropped > 0 ? $" left out {table.Dropped}" : "")}"));
        foreach (var link in report.Links)
            Console.WriteLine(Invariant($"key {link.Table}.{string.Join('+', link.Columns)} to {link.Parent}: references {link.Named} orphans {link.Orphans} children {link.Children:0.000} ({link.BaselineChildren:0.000}) mean {link.RealMean:0.00} to {link.SyntheticMean:0.00} trends {link.Trends:0.000} ({link.BaselineTrends:0.000})"));
        Console.WriteLine(Invariant($"fit {fit:0.00} s, sample and write {sample:0.00} s, measure {watch.Elapsed.TotalSeconds:0.00} s, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB"));
        return ExitCodes.Done;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

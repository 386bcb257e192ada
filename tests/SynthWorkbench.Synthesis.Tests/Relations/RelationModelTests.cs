using System.Diagnostics;
using SynthWorkbench.Synthesis.Engines.Relations;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Relations;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Relations;

/// <summary>Tables that name each other come back whole, and in the ways that are known.</summary>
public sealed class RelationModelTests
{
    private static readonly Lazy<Dictionary<string, Table>> Real = new(() => ClinicTables.Clinic(1500, 1));

    private static readonly Lazy<(RelationPlan Plan, Dictionary<string, RelationModel.DrawnTable> Drawn)> Drawn = new(() => Draw(ClinicTables.Recipe(1500), Real.Value));

    private static Dictionary<string, Table> Rows => Drawn.Value.Drawn.ToDictionary(d => d.Key, d => d.Value.Rows);

    [Fact]
    public void Every_reference_names_a_row_and_no_key_is_repeated()
    {
        var whole = RelationIntegrity.Of(Drawn.Value.Plan.Relations, Rows);
        Assert.True(whole.IsWhole(), string.Join(" ", whole.Problems()));
        Assert.All(whole.Links, l => Assert.Equal(1, l.Share));
        Assert.Equal(1500, Rows["patients"].RowCount);
        Assert.Equal(60, Rows["doctors"].RowCount);
        Assert.All(Rows, t => Assert.Equal(Real.Value[t.Key].Schema.Columns.Select(c => c.Name), t.Value.Schema.Columns.Select(c => c.Name)));
        Assert.Empty(Enumerable.Range(0, 1500).Select(r => Rows["patients"]["patient_id"].Format(r)).Intersect(Enumerable.Range(0, 1500).Select(r => Real.Value["patients"]["patient_id"].Format(r))));
    }

    [Fact]
    public void The_number_of_children_and_what_they_are_follow_from_the_parent()
    {
        int[] parentOf = RowKeys.Parents(Rows["visits"], Rows["patients"], Drawn.Value.Plan.Relations.LinksOf("visits")[0]);
        var patients = Rows["patients"];
        var perKind = Enumerable.Range(0, patients.RowCount).GroupJoin(parentOf, p => p, v => v, (p, v) => (Kind: patients["kind"].Format(p), Count: v.Count())).GroupBy(p => p.Kind).ToDictionary(g => g.Key!, g => g.Select(p => p.Count).ToArray());
        Assert.InRange(perKind["chronic"].Average(), 7.6, 8.4);
        Assert.InRange(perKind["acute"].Average(), 1.35, 1.65);
        Assert.InRange(perKind["acute"].Count(c => c == 0) / (double)perKind["acute"].Length, 0.2, 0.3);
        var pain = ((NumericColumn)Rows["visits"]["pain"]).Values.ToArray();
        Assert.InRange(pain.Where((_, v) => patients["kind"].Format(parentOf[v]) == "chronic").Average() - pain.Where((_, v) => patients["kind"].Format(parentOf[v]) == "acute").Average(), 3, 4.6);
    }

    [Fact]
    public void Children_follow_each_other_in_order_and_may_share_a_day()
    {
        int[] parentOf = RowKeys.Parents(Rows["visits"], Rows["patients"], Drawn.Value.Plan.Relations.LinksOf("visits")[0]);
        var day = ((DateTimeColumn)Rows["visits"]["day"]).Ticks;
        var pain = ((NumericColumn)Rows["visits"]["pain"]).Values;
        int steps = 0, ties = 0, near = 0;
        for (int v = 1; v < parentOf.Length; v++)
        {
            if (parentOf[v] != parentOf[v - 1])
                continue;
            Assert.True(day[v] >= day[v - 1]);
            steps++;
            ties += day[v] == day[v - 1] ? 1 : 0;
            near += Math.Abs(pain[v] - pain[v - 1]) <= 1 ? 1 : 0;
        }

        Assert.InRange((double)ties / steps, 0.06, 0.14);
        Assert.InRange((double)near / steps, 0.95, 1);
    }

    [Fact]
    public void Further_parents_are_of_the_kind_that_the_row_has_and_siblings_keep_them()
    {
        var relations = Drawn.Value.Plan.Relations;
        foreach (var tables in new[] { Real.Value, Rows })
        {
            int[] patientOf = RowKeys.Parents(tables["visits"], tables["patients"], relations.LinksOf("visits")[0]), doctorOf = RowKeys.Parents(tables["visits"], tables["doctors"], relations.LinksOf("visits")[1]);
            int heart = 0, chronic = 0, stays = 0, pairs = 0;
            for (int v = 0; v < doctorOf.Length; v++)
            {
                if (doctorOf[v] < 0)
                    continue;
                if (tables["patients"]["kind"].Format(patientOf[v]) == "chronic")
                {
                    chronic++;
                    heart += tables["doctors"]["field"].Format(doctorOf[v]) == "heart" ? 1 : 0;
                }

                if (v > 0 && patientOf[v] == patientOf[v - 1] && doctorOf[v - 1] >= 0)
                {
                    pairs++;
                    stays += doctorOf[v] == doctorOf[v - 1] ? 1 : 0;
                }
            }

            Assert.InRange((double)heart / chronic, 0.95, 1);
            Assert.InRange((double)stays / pairs, 0.53, 0.7);
            Assert.InRange(doctorOf.Count(d => d == -1) / (double)doctorOf.Length, 0.03, 0.07);
        }
    }

    [Fact]
    public void Rows_that_name_rows_of_their_own_table_are_never_their_own_ancestors()
    {
        var doctors = Rows["doctors"];
        int[] heads = RowKeys.Parents(doctors, doctors, Drawn.Value.Plan.Relations.SelfLinksOf("doctors")[0]);
        for (int d = 0; d < heads.Length; d++)
        {
            int at = d, steps = 0;
            while (at >= 0 && steps++ <= heads.Length)
                at = heads[at];
            Assert.True(at < 0, $"Row {d} is its own ancestor.");
        }

        Assert.InRange(heads.Count(h => h < 0), 2, 14);
        Assert.True(heads.Where(h => h >= 0).Distinct().Count() < 20, "Few doctors are heads of many.");
    }

    [Fact]
    public void The_same_recipe_gives_the_same_rows_also_where_tables_were_drawn_before()
    {
        var again = Draw(ClinicTables.Recipe(1500), Real.Value).Drawn;
        foreach (var (name, table) in Rows)
            Assert.Equal(TableDigest.Of(table), TableDigest.Of(again[name].Rows));
        var plan = Drawn.Value.Plan;
        var model = RelationModel.Fit(plan, Real.Value, null, TestContext.Current.CancellationToken);
        var before = new Dictionary<string, Table>(Rows);
        before.Remove("prescriptions");
        Assert.Equal(TableDigest.Of(Rows["prescriptions"]), TableDigest.Of(model.Draw(plan.Tables.First(t => t.Table.Name == "prescriptions"), before, TestContext.Current.CancellationToken).Rows));
        Assert.NotEqual(TableDigest.Of(Rows["visits"]), TableDigest.Of(Draw(ClinicTables.Recipe(1500, 6), Real.Value).Drawn["visits"].Rows));
    }

    [Fact]
    public void The_report_counts_children_and_trends_across_tables_and_finds_tables_that_were_shuffled()
    {
        var unseen = ClinicTables.Clinic(1500, 2);
        var plan = Drawn.Value.Plan;
        var report = RelationFidelity.Of(plan, new RelationTables(Real.Value, unseen, Drawn.Value.Drawn), 1, TestContext.Current.CancellationToken);
        Assert.Equal(1, RelationFidelity.Metric("referential-integrity", report).Value);
        Assert.All(report.Links.Where(l => l.Table != "doctors"), l => Assert.True(l.Children > (l.Parent == "doctors" ? 0.85 : 0.93), $"{l.Table}: {l.Children} (unseen {l.BaselineChildren})"));
        Assert.All(report.Links.Where(l => l.Table is "visits" or "prescriptions"), l => Assert.True(l.Trends > l.BaselineTrends - 0.04, $"{l.Table} of {l.Parent}: {l.Trends} (unseen {l.BaselineTrends})"));
        Assert.All(report.Tables, t => Assert.InRange(t.Shapes ?? 1, 0.9, 1));

        // Visits that name patients at random: each table is as it was, and what they have to do with each other is gone.
        var visits = Rows["visits"];
        int[] shuffled = [.. Enumerable.Range(0, visits.RowCount)];
        new Numerics.Random.RandomStream(3, 3).Shuffle(shuffled.AsSpan());
        var torn = Drawn.Value.Drawn.ToDictionary(d => d.Key, d => d.Value);
        torn["visits"] = torn["visits"] with { Rows = new Table(visits.Columns.Select(c => c.Name == "patient_id" ? c.Take(shuffled) : c)) };
        var worse = RelationFidelity.Of(plan, new RelationTables(Real.Value, unseen, torn), 1, TestContext.Current.CancellationToken);
        Assert.Equal(report.Tables[0].Shapes, worse.Tables[0].Shapes);
        Assert.True(worse.Links[0].Trends < report.Links[0].Trends - 0.1, $"{worse.Links[0].Trends} of {report.Links[0].Trends}");
    }

    [Fact]
    public void Baseball_is_whole_and_not_memorised()
    {
        string? players = SharedData.TryPath("data/baseball_relational/players.csv");
        Assert.SkipWhen(players is null, "shared data is not here");
        string folder = Path.GetDirectoryName(players)!;
        var all = new[] { "players", "batting", "fielding" }.ToDictionary(t => t, t => TableReader.ReadAll(Path.Combine(folder, t + ".csv"), null, TestContext.Current.CancellationToken));
        var inferred = RelationInference.Of([.. all]);
        Assert.Equal(["batting.players_id → players.id", "fielding.players_id → players.id"], inferred.Links.Select(l => l.ToString()).Order(StringComparer.Ordinal));
        var recipe = new Recipe
        {
            Name = "Baseball", Reference = new RecipeReference { Dataset = "players" },
            Relations = new RecipeRelations
            {
                Table = "players", Key = ["id"], Tables = [new RecipeTable { Name = "batting", Order = ["year"] }, new RecipeTable { Name = "fielding", Order = ["year"] }],
                Links = [.. inferred.Links.Select(l => new RecipeLink(l.Table, l.Columns, l.Parent, l.ParentColumns))],
            },
        };
        var held = new HoldoutSplit(1, 0.2, null).HeldOut(all["players"]);
        var (train, holdout) = RelationSplit.Of(inferred, all, "players", held);
        recipe = recipe with { Rows = train["players"].RowCount };
        long before = GC.GetTotalMemory(true), started = Stopwatch.GetTimestamp();
        var plan = RelationPlan.Create(recipe, all.ToDictionary(t => t.Key, t => t.Value.Schema)).Plan!;
        var model = RelationModel.Fit(plan, train, null, TestContext.Current.CancellationToken);
        var fit = Stopwatch.GetElapsedTime(started);
        long kept = GC.GetTotalMemory(true) - before;
        started = Stopwatch.GetTimestamp();
        var drawn = DrawAll(plan, model);
        var draw = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        var report = RelationFidelity.Of(plan, new RelationTables(train, holdout, drawn), 1, TestContext.Current.CancellationToken);
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"fit {fit.TotalSeconds:0.0} s, draw {draw.TotalSeconds:0.0} s, measure {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, model {kept / 1e6:0} MB, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB");
        foreach (var t in report.Tables)
            output.WriteLine($"{t.Name}: {t.TrainRows:N0} -> {t.SyntheticRows:N0} shapes {t.Shapes:0.000} ({t.BaselineShapes:0.000}) trends {t.Trends:0.000} ({t.BaselineTrends:0.000}) detection {t.Detection:0.000} ({t.BaselineDetection:0.000}) dcr {t.CloserToTrain:0.000}; worst {string.Join(", ", t.Columns.Take(3).Select(c => $"{c.Name} {c.Shape:0.000}"))}");
        foreach (var l in report.Links)
            output.WriteLine($"{l.Table} of {l.Parent}: children {l.Children:0.000} ({l.BaselineChildren:0.000}) mean {l.RealMean:0.00} -> {l.SyntheticMean:0.00} trends {l.Trends:0.000} ({l.BaselineTrends:0.000}) orphans {l.Orphans}; worst {string.Join(", ", l.Pairs.Take(4).Select(p => $"{p.First}/{p.Second} {p.Score:0.00}"))}");
        Assert.True(RelationIntegrity.Of(plan.Relations, drawn.ToDictionary(d => d.Key, d => d.Value.Rows)).IsWhole());
        Assert.All(report.Tables, t => Assert.True(t.CloserToTrain <= 0.53, $"{t.Name}: {t.CloserToTrain}"));
        Assert.All(report.Links, l => Assert.True(l.Children >= 0.98 && l.Trends >= l.BaselineTrends - 0.03, $"{l.Table}: {l.Children} {l.Trends}"));
    }

    private static (RelationPlan Plan, Dictionary<string, RelationModel.DrawnTable> Drawn) Draw(Recipe recipe, Dictionary<string, Table> tables)
    {
        var planning = RelationPlan.Create(recipe, tables.ToDictionary(t => t.Key, t => t.Value.Schema));
        Assert.Empty(planning.Problems);
        return (planning.Plan!, DrawAll(planning.Plan!, RelationModel.Fit(planning.Plan!, tables, null, TestContext.Current.CancellationToken)));
    }

    private static Dictionary<string, RelationModel.DrawnTable> DrawAll(RelationPlan plan, RelationModel model)
    {
        var drawn = new Dictionary<string, RelationModel.DrawnTable>();
        foreach (var table in plan.Tables)
            drawn[table.Table.Name] = model.Draw(table, drawn.ToDictionary(d => d.Key, d => d.Value.Rows), TestContext.Current.CancellationToken);
        return drawn;
    }
}

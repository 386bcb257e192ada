using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Relations;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Relations;

/// <summary>Keys in every shape: composite, many-to-many, nothing but keys, circles, orphans; what cannot be is refused with a way out.</summary>
public sealed class RelationInputTests
{
    [Fact]
    public void Keys_and_foreign_keys_are_found_by_names_and_values()
    {
        var found = RelationInference.Of([.. ClinicTables.Clinic(200, 1)]);
        Assert.Equal(
            ["doctors.head_id → doctors.doctor_id", "prescriptions.visit_id → visits.visit_id", "visits.doctor_id → doctors.doctor_id", "visits.patient_id → patients.patient_id"],
            found.Links.Select(l => l.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("patient_id", Assert.Single(found.Find("patients")!.Key));
        Assert.Empty(found.Find("prescriptions")!.Key);
        Assert.Equal("visits.patient_id → patients.patient_id", found.LinksOf("visits")[0].ToString());
    }

    [Fact]
    public void What_names_suggest_and_values_contradict_is_told()
    {
        var tables = ClinicTables.Clinic(200, 1);
        Assert.Empty(Doubts(tables));

        var fewer = new Dictionary<string, Table>(tables) { ["patients"] = tables["patients"].Slice(0, 100) };
        Assert.StartsWith("visits.patient_id is called like the key of patients, but only ", Assert.Single(Doubts(fewer)), StringComparison.Ordinal);

        var repeated = new Dictionary<string, Table>(tables) { ["patients"] = tables["patients"].Take([.. Enumerable.Range(0, 200), 0]) };
        Assert.Contains(Doubts(repeated), d => d.StartsWith("patients.patient_id is called like the key of patients but repeats values", StringComparison.Ordinal));

        string[] a = [.. Enumerable.Range(0, 20).Select(i => $"A{i}")], b = [.. Enumerable.Range(0, 20).Select(i => $"B{i}")];
        var circle = new Dictionary<string, Table> { ["a"] = new([ClinicTables.Labels("a_id", a), ClinicTables.Labels("b_id", b)]), ["b"] = new([ClinicTables.Labels("b_id", b), ClinicTables.Labels("a_id", a)]) };
        Assert.Contains("in a circle of tables", Assert.Single(Doubts(circle)), StringComparison.Ordinal);

        static IReadOnlyList<string> Doubts(Dictionary<string, Table> of) => RelationInference.Doubts([.. of], RelationInference.Of([.. of]));
    }

    [Fact]
    public void Small_whole_numbers_that_happen_to_be_among_keys_are_no_foreign_keys()
    {
        var tables = new Dictionary<string, Table>
        {
            ["shops"] = new([ClinicTables.Numbers("id", [1, 2, 3, 4, 5]), ClinicTables.Numbers("floors", [1, 2, 1, 3, 1])]),
            ["sales"] = new([ClinicTables.Numbers("shop_id", [1, 1, 2, 5, 3]), ClinicTables.Numbers("pieces", [1, 2, 3, 1, 2])]),
        };
        Assert.Equal(["sales.shop_id → shops.id"], RelationInference.Of([.. tables]).Links.Select(l => l.ToString()));
    }

    [Fact]
    public void A_key_read_as_labels_is_named_by_numbers_and_both_keep_their_form()
    {
        var tables = new Dictionary<string, Table>
        {
            ["shops"] = new([ClinicTables.Labels("shop_id", [.. Enumerable.Range(1, 200).Select(s => $"{s}")], ColumnKind.Identifier), ClinicTables.Numbers("floors", [.. Enumerable.Range(0, 200).Select(s => 1.0 + (s % 3))])]),
            ["sales"] = new([ClinicTables.Numbers("shop_id", [.. Enumerable.Range(0, 900).Select(s => 1.0 + (s * s % 200))]), ClinicTables.Numbers("pieces", [.. Enumerable.Range(0, 900).Select(s => 1.0 + (s % 7))])]),
        };
        var found = RelationInference.Of([.. tables]);
        var recipe = new Recipe
        {
            Name = "Shops", Reference = new RecipeReference(), Rows = 200,
            Relations = new RecipeRelations { Table = "shops", Key = ["shop_id"], Tables = [new RecipeTable { Name = "sales" }], Links = [.. found.Links.Select(l => new RecipeLink(l.Table, l.Columns, l.Parent, l.ParentColumns))] },
        };
        var plan = RelationPlan.Create(recipe, tables.ToDictionary(t => t.Key, t => t.Value.Schema)).Plan!;
        var model = RelationModel.Fit(plan, tables, null, default);
        var shops = model.Draw(plan.Tables[0], new Dictionary<string, Table>(), default).Rows;
        var sales = model.Draw(plan.Tables[1], new Dictionary<string, Table> { ["shops"] = shops }, default).Rows;
        Assert.Equal(ColumnKind.Numeric, sales["shop_id"].Schema.Kind);
        Assert.Equal("7", shops["shop_id"].Format(6));
        Assert.True(RelationIntegrity.Of(plan.Relations, new Dictionary<string, Table> { ["shops"] = shops, ["sales"] = sales }).IsWhole());
    }

    [Theory]
    [InlineData("circle", "in a circle: ")]
    [InlineData("kind", "must be of one kind")]
    [InlineData("gone", "which the table does not have")]
    [InlineData("whole", "must name the whole key")]
    [InlineData("shared", "belongs to 2 foreign keys")]
    [InlineData("child", "must be one that names no other")]
    [InlineData("private", "A guarantee is given for single rows of one table")]
    [InlineData("rules", "learns no relations")]
    [InlineData("sequence", "leave the sequence out")]
    [InlineData("drop", "part of a key, which other rows need")]
    [InlineData("missing", "is not there. Import it")]
    [InlineData("order", "only numbers and dates have an order")]
    [InlineData("rows", "follow from its parents")]
    public void What_cannot_be_is_refused_with_the_way_out(string what, string says)
    {
        var recipe = ClinicTables.Recipe(100);
        var relations = recipe.Relations!;
        var tables = ClinicTables.Clinic(60, 1);
        RecipeTable Table(string name) => relations.Tables.First(t => t.Name == name);
        recipe = what switch
        {
            "circle" => recipe with { Relations = relations with { Links = relations.Links.Add(new RecipeLink("patients", ["age"], "visits", ["visit_id"])) } },
            "kind" => recipe with { Relations = relations with { Links = relations.Links.SetItem(1, new RecipeLink("visits", ["day"], "doctors", ["doctor_id"])) } },
            "gone" => recipe with { Relations = relations with { Links = relations.Links.SetItem(1, new RecipeLink("visits", ["physician"], "doctors", ["doctor_id"])) } },
            "whole" => recipe with { Relations = relations with { Links = relations.Links.SetItem(1, new RecipeLink("visits", ["doctor_id"], "doctors", ["field"])) } },
            "shared" => recipe with { Relations = relations with { Links = relations.Links.Add(new RecipeLink("visits", ["doctor_id"], "visits", ["visit_id"])) } },
            "child" => recipe with { Relations = relations with { Table = "visits", Key = ["visit_id"], Tables = [.. relations.Tables.Where(t => t.Name != "visits"), new RecipeTable { Name = "patients", Key = ["patient_id"] }] } },
            "private" => recipe with { Options = new EngineOptions { Privacy = new PrivacyOptions() } },
            "rules" => recipe with { Engine = "rules" },
            "sequence" => recipe with { Sequence = new Synthesis.Tables.Sequences.SequenceColumns { Order = ["age"] } },
            "drop" => recipe with { Relations = relations with { Tables = relations.Tables.Replace(Table("visits"), Table("visits") with { Columns = [new RecipeColumn { Name = "doctor_id", Action = "drop" }] }) } },
            "order" => recipe with { Relations = relations with { Tables = relations.Tables.Replace(Table("prescriptions"), Table("prescriptions") with { Key = [], Order = ["drug"] }) } },
            "rows" => recipe with { Relations = relations with { Tables = relations.Tables.Replace(Table("visits"), Table("visits") with { Rows = 10 }) } },
            _ => recipe,
        };
        if (what == "missing")
            tables.Remove("doctors");
        var planning = RelationPlan.Create(recipe, tables.ToDictionary(t => t.Key, t => t.Value.Schema));
        Assert.Null(planning.Plan);
        Assert.Contains(planning.Problems, p => p.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Orphans_and_repeated_keys_are_counted_named_and_not_learned()
    {
        var tables = ClinicTables.Clinic(60, 1);
        var patients = tables["patients"];
        tables["patients"] = patients.Take([.. Enumerable.Range(0, 59), 0]);
        var relations = ClinicTables.Recipe(1).Relations!.Schema();
        var integrity = RelationIntegrity.Of(relations, tables);
        Assert.False(integrity.IsWhole());
        Assert.Equal(1, integrity.Keys.First(k => k.Table == "patients").Repeated);
        var link = integrity.Links[0];
        Assert.True(link.Orphans > 0);
        Assert.StartsWith("row ", link.Example, StringComparison.Ordinal);
        Assert.Contains(integrity.Problems(), p => p.Contains("repeat the key of another row (first: row 60)", StringComparison.Ordinal));
        var (train, holdout) = RelationSplit.Of(relations, tables, "patients", [.. Enumerable.Range(0, 60).Select(r => r < 12)]);
        Assert.Equal((48, 12), (train["patients"].RowCount, holdout["patients"].RowCount));
        Assert.True(RelationIntegrity.Of(relations, train).Links.All(l => l.Orphans == 0));
        Assert.Equal(tables["visits"].RowCount - link.Orphans, train["visits"].RowCount + holdout["visits"].RowCount);
        var heldPatients = Enumerable.Range(0, 12).Select(r => patients["patient_id"].Format(r)).ToHashSet();
        Assert.DoesNotContain(Enumerable.Range(0, train["visits"].RowCount), r => heldPatients.Contains(train["visits"]["patient_id"].Format(r)));
        Assert.Equal(60, train["doctors"].RowCount);
    }

    [Fact]
    public void A_subset_is_whole_keeps_what_its_rows_name_and_nothing_else()
    {
        var tables = ClinicTables.Clinic(300, 1);
        var relations = ClinicTables.Recipe(1).Relations!.Schema();
        var subset = RelationSubset.Of(relations, tables, "patients", 12, 5);
        Assert.Equal(12, subset["patients"].RowCount);
        Assert.True(RelationIntegrity.Of(relations, subset).IsWhole());
        var patients = Enumerable.Range(0, 12).Select(r => subset["patients"]["patient_id"].Format(r)).ToHashSet();
        Assert.Equal(Enumerable.Range(0, tables["visits"].RowCount).Count(r => patients.Contains(tables["visits"]["patient_id"].Format(r))), subset["visits"].RowCount);
        Assert.True(subset["doctors"].RowCount < 60);
        var named = RowKeys.Parents(subset["visits"], subset["doctors"], relations.LinksOf("visits")[1]).Concat(RowKeys.Parents(subset["doctors"], subset["doctors"], relations.SelfLinksOf("doctors")[0])).ToHashSet();
        Assert.All(Enumerable.Range(0, subset["doctors"].RowCount), d => Assert.Contains(d, named));
        Assert.All(subset, t => Assert.Equal(TableDigest.Of(t.Value), TableDigest.Of(RelationSubset.Of(relations, tables, "patients", 12, 5)[t.Key])));
        Assert.NotEqual(TableDigest.Of(subset["patients"]), TableDigest.Of(RelationSubset.Of(relations, tables, "patients", 12, 6)["patients"]));
        Assert.Throws<ArgumentException>(() => RelationSubset.Of(relations, tables, "visits", 12, 5));
    }

    [Fact]
    public void Composite_keys_many_to_many_and_tables_of_nothing_but_keys_come_back_whole()
    {
        var random = new RandomStream(3, 1);
        int students = 400, courses = 40;
        var (student, campus, number, grade) = (new List<string>(), new List<string>(), new List<double>(), new List<double>());
        for (int s = 0; s < students; s++)
        {
            var taken = new HashSet<int>();
            for (int k = 0; k < 2 + random.NextInt32(3); k++)
            {
                // Students of law take courses of the north campus.
                int course = (random.NextInt32(courses / 2) * 2) + (s % 2);
                if (!taken.Add(course))
                    continue;
                student.Add($"S{s}");
                campus.Add(course % 2 == 0 ? "north" : "south");
                number.Add(course / 2);
                grade.Add((course % 2 == 0 ? 70 : 50) + random.NextInt32(20));
            }
        }

        var tables = new Dictionary<string, Table>
        {
            ["students"] = new([ClinicTables.Labels("student", [.. Enumerable.Range(0, students).Select(s => $"S{s}")], ColumnKind.Identifier), ClinicTables.Labels("subject", [.. Enumerable.Range(0, students).Select(s => s % 2 == 0 ? "law" : "art")])]),
            ["courses"] = new([ClinicTables.Labels("campus", [.. Enumerable.Range(0, courses).Select(c => c % 2 == 0 ? "north" : "south")]), ClinicTables.Numbers("number", [.. Enumerable.Range(0, courses).Select(c => (double)(c / 2))]), ClinicTables.Numbers("hours", [.. Enumerable.Range(0, courses).Select(c => 10.0 + (c % 5))])]),
            ["enrolments"] = new([ClinicTables.Labels("student", [.. student], ColumnKind.Identifier), ClinicTables.Labels("campus", [.. campus]), ClinicTables.Numbers("number", [.. number]), ClinicTables.Numbers("grade", [.. grade])]),
            ["attended"] = new([ClinicTables.Labels("student", [.. student.Concat(student)], ColumnKind.Identifier)]),
        };
        var recipe = new Recipe
        {
            Name = "School", Reference = new RecipeReference(), Rows = students, Seed = 2,
            Relations = new RecipeRelations
            {
                Table = "students", Key = ["student"],
                Tables = [new RecipeTable { Name = "courses", Key = ["campus", "number"] }, new RecipeTable { Name = "enrolments", Key = ["student", "campus", "number"] }, new RecipeTable { Name = "attended" }],
                Links = [new RecipeLink("enrolments", ["student"], "students", ["student"]), new RecipeLink("enrolments", ["campus", "number"], "courses", ["campus", "number"]), new RecipeLink("attended", ["student"], "students", ["student"])],
            },
        };
        var planning = RelationPlan.Create(recipe, tables.ToDictionary(t => t.Key, t => t.Value.Schema));
        Assert.Empty(planning.Problems);
        var plan = planning.Plan!;
        var model = RelationModel.Fit(plan, tables, null, default);
        var drawn = new Dictionary<string, RelationModel.DrawnTable>();
        foreach (var table in plan.Tables)
            drawn[table.Table.Name] = model.Draw(table, drawn.ToDictionary(d => d.Key, d => d.Value.Rows), default);
        var rows = drawn.ToDictionary(d => d.Key, d => d.Value.Rows);
        var whole = RelationIntegrity.Of(plan.Relations, rows);
        Assert.True(whole.IsWhole(), string.Join(" ", whole.Problems()));
        Assert.InRange(rows["courses"].RowCount, 30, 40);
        Assert.Equal(["student"], rows["attended"].Schema.Columns.Select(c => c.Name));
        Assert.InRange(rows["attended"].RowCount, 0.9 * 2 * student.Count, 1.1 * 2 * student.Count);
        Assert.True(drawn["enrolments"].Dropped < 0.02 * rows["enrolments"].RowCount, $"{drawn["enrolments"].Dropped} dropped");
        int[] of = RowKeys.Parents(rows["enrolments"], rows["students"], plan.Relations.LinksOf("enrolments")[0]);
        int agree = of.Where((s, e) => (rows["students"]["subject"].Format(s) == "law") == (rows["enrolments"]["campus"].Format(e) == "north")).Count();
        Assert.InRange((double)agree / of.Length, 0.93, 1);
    }

    [Fact]
    public void Children_of_whom_nothing_but_free_text_is_learned_have_texts_under_the_floor()
    {
        var random = new RandomStream(4, 1);
        string[] notes = [.. Enumerable.Range(0, 900).Select(n => $"the patient {(n % 2 == 0 ? "feels better" : "still has pain")} and {(n % 3 == 0 ? "comes back" : "needs no further visit")} {(random.NextInt32(3) switch { 0 => "in a week", 1 => "in a month", _ => "when needed" })}{(n == 7 ? " zanzibar" : "")}")];
        var tables = new Dictionary<string, Table>
        {
            ["patients"] = new([ClinicTables.Labels("patient_id", [.. Enumerable.Range(0, 300).Select(p => $"P{p}")], ColumnKind.Identifier), ClinicTables.Numbers("age", [.. Enumerable.Range(0, 300).Select(p => 20.0 + (p % 60))])]),
            ["notes"] = new([ClinicTables.Labels("patient_id", [.. Enumerable.Range(0, 900).Select(n => $"P{n % 300}")], ColumnKind.Identifier), ClinicTables.Labels("note", notes, ColumnKind.Text)]),
        };
        var recipe = new Recipe
        {
            Name = "Notes", Reference = new RecipeReference(), Rows = 300,
            Relations = new RecipeRelations { Table = "patients", Key = ["patient_id"], Tables = [new RecipeTable { Name = "notes" }], Links = [new RecipeLink("notes", ["patient_id"], "patients", ["patient_id"])] },
        };
        var planning = RelationPlan.Create(recipe, tables.ToDictionary(t => t.Key, t => t.Value.Schema));
        Assert.Empty(planning.Problems);
        var model = RelationModel.Fit(planning.Plan!, tables, null, default);
        var patients = model.Draw(planning.Plan!.Tables[0], new Dictionary<string, Table>(), default).Rows;
        var drawn = model.Draw(planning.Plan.Tables[1], new Dictionary<string, Table> { ["patients"] = patients }, default).Rows;
        Assert.Equal(["patient_id", "note"], drawn.Schema.Columns.Select(c => c.Name));
        Assert.InRange(drawn.RowCount, 850, 950);
        Assert.All(Enumerable.Range(0, drawn.RowCount), r => Assert.StartsWith("the patient", drawn["note"].Format(r), StringComparison.Ordinal));
        Assert.DoesNotContain(Enumerable.Range(0, drawn.RowCount), r => drawn["note"].Format(r)!.Contains("zanzibar", StringComparison.Ordinal));
    }

    [Fact]
    public void Parents_of_whom_nothing_but_the_key_is_known_lead_and_follow()
    {
        var tables = new Dictionary<string, Table>
        {
            ["patients"] = new([ClinicTables.Labels("patient_id", [.. Enumerable.Range(0, 200).Select(p => $"P{p}")], ColumnKind.Identifier), ClinicTables.Numbers("age", [.. Enumerable.Range(0, 200).Select(p => 20.0 + (p % 60))])]),
            ["rooms"] = new([ClinicTables.Numbers("room_id", [.. Enumerable.Range(1, 20).Select(r => (double)r)])]),
            ["stays"] = new([ClinicTables.Numbers("stay_id", [.. Enumerable.Range(1, 600).Select(s => (double)s)]), ClinicTables.Labels("patient_id", [.. Enumerable.Range(0, 600).Select(s => $"P{s * 7 % 200}")], ColumnKind.Identifier), ClinicTables.Numbers("room_id", [.. Enumerable.Range(0, 600).Select(s => 1.0 + (s % 20))])]),
            ["meals"] = new([ClinicTables.Numbers("stay_id", [.. Enumerable.Range(0, 900).Select(m => 1.0 + (m % 600))]), ClinicTables.Numbers("portions", [.. Enumerable.Range(0, 900).Select(m => 1.0 + (m % 3))])]),
        };
        var recipe = new Recipe
        {
            Name = "Ward", Reference = new RecipeReference(), Rows = 200,
            Relations = new RecipeRelations
            {
                Table = "patients", Key = ["patient_id"], Tables = [new RecipeTable { Name = "rooms", Key = ["room_id"] }, new RecipeTable { Name = "stays", Key = ["stay_id"] }, new RecipeTable { Name = "meals" }],
                Links = [new RecipeLink("stays", ["room_id"], "rooms", ["room_id"]), new RecipeLink("stays", ["patient_id"], "patients", ["patient_id"]), new RecipeLink("meals", ["stay_id"], "stays", ["stay_id"])],
            },
        };
        var planning = RelationPlan.Create(recipe, tables.ToDictionary(t => t.Key, t => t.Value.Schema));
        Assert.Empty(planning.Problems);
        var model = RelationModel.Fit(planning.Plan!, tables, null, default);
        var drawn = new Dictionary<string, Table>();
        foreach (var table in planning.Plan!.Tables)
            drawn[table.Table.Name] = model.Draw(table, drawn, default).Rows;
        Assert.True(RelationIntegrity.Of(planning.Plan.Relations, drawn).IsWhole());
        Assert.Equal(20, drawn["rooms"].RowCount);
        Assert.InRange(drawn["meals"].RowCount, 700, 1100);

        // Patients do not lead, and still: who is held out is not learned from, nor are their stays.
        var (train, holdout) = RelationSplit.Of(planning.Plan.Relations, tables, "patients", [.. Enumerable.Range(0, 200).Select(p => p % 5 == 0)]);
        Assert.True(RelationIntegrity.Of(planning.Plan.Relations, train).IsWhole());
        Assert.Equal(600, train["stays"].RowCount + holdout["stays"].RowCount);
        Assert.Equal(120, holdout["stays"].RowCount);
    }

    [Fact]
    public void Who_names_a_row_of_the_own_table_that_is_held_out_still_has_one_above()
    {
        int n = 500;
        var staff = new Table([ClinicTables.Numbers("staff_id", [.. Enumerable.Range(1, n).Select(s => (double)s)]), ClinicTables.Labels("rank", [.. Enumerable.Range(0, n).Select(s => s < 25 ? "head" : "nurse")]), ClinicTables.Numbers("manager_id", [.. Enumerable.Range(0, n).Select(s => s == 0 ? double.NaN : s < 25 ? 1.0 : 2.0 + (s % 24))])]);
        var tables = new Dictionary<string, Table> { ["staff"] = staff, ["shifts"] = new([ClinicTables.Numbers("staff_id", [.. Enumerable.Range(0, 900).Select(s => 1.0 + (s % n))]), ClinicTables.Numbers("hours", [.. Enumerable.Range(0, 900).Select(s => 6.0 + (s % 5))])]) };
        var recipe = new Recipe
        {
            Name = "Staff", Reference = new RecipeReference(), Rows = 400,
            Relations = new RecipeRelations { Table = "staff", Key = ["staff_id"], Tables = [new RecipeTable { Name = "shifts" }], Links = [new RecipeLink("shifts", ["staff_id"], "staff", ["staff_id"]), new RecipeLink("staff", ["manager_id"], "staff", ["staff_id"])] },
        };
        var plan = RelationPlan.Create(recipe, tables.ToDictionary(t => t.Key, t => t.Value.Schema)).Plan!;
        var (train, _) = RelationSplit.Of(plan.Relations, tables, "staff", [.. Enumerable.Range(0, n).Select(s => s % 5 == 1)]);
        Assert.True(RowKeys.Parents(train["staff"], train["staff"], plan.Relations.SelfLinksOf("staff")[0]).Count(p => p == -2) > 50);
        var drawn = RelationModel.Fit(plan, train, null, default).Draw(plan.Own, new Dictionary<string, Table>(), default).Rows;
        int[] above = RowKeys.Parents(drawn, drawn, plan.Relations.SelfLinksOf("staff")[0]);
        Assert.InRange(above.Count(p => p == -1), 1, 30);
        Assert.DoesNotContain(-2, above);
    }

    [Fact]
    public void A_part_of_a_key_that_names_persons_is_not_written_as_it_is()
    {
        var tables = new Dictionary<string, Table>
        {
            ["patients"] = new([ClinicTables.Labels("practice", ["a", "a", "b"]), ClinicTables.Labels("nhs_number", ["943 476 5919", "943 476 5870", "943 476 5901"], ColumnKind.Identifier), ClinicTables.Numbers("age", [3, 4, 5])]),
            ["visits"] = new([ClinicTables.Labels("practice", ["a"]), ClinicTables.Labels("nhs_number", ["943 476 5919"]), ClinicTables.Numbers("pain", [3])]),
        };
        var recipe = new Recipe
        {
            Name = "Practices", Reference = new RecipeReference(), Rows = 10,
            Relations = new RecipeRelations { Table = "patients", Key = ["practice", "nhs_number"], Tables = [new RecipeTable { Name = "visits" }], Links = [new RecipeLink("visits", ["practice", "nhs_number"], "patients", ["practice", "nhs_number"])] },
        };
        var planning = RelationPlan.Create(recipe, tables.ToDictionary(t => t.Key, t => t.Value.Schema));
        Assert.Contains(planning.Problems, p => p.Message.Contains("'nhs_number' is part of the key of patients and names real rows or persons", StringComparison.Ordinal));
        Assert.NotNull(RelationPlan.Create(recipe with { Columns = [new RecipeColumn { Name = "nhs_number" }] }, tables.ToDictionary(t => t.Key, t => t.Value.Schema)).Plan);
    }

    [Fact]
    public void An_order_that_is_kept_out_of_the_output_is_refused()
    {
        var schemas = ClinicTables.Clinic(60, 1).ToDictionary(t => t.Key, t => t.Value.Schema);
        schemas["visits"] = new TableSchema(schemas["visits"].Columns.Select(c => c.Name == "day" ? c with { Role = ColumnRole.Excluded } : c));
        Assert.Contains(RelationPlan.Create(ClinicTables.Recipe(100), schemas).Problems, p => p.Message.Contains("'day' orders the rows of visits and would be written", StringComparison.Ordinal));
    }

    [Fact]
    public void Relations_are_read_and_written_and_change_the_hash()
    {
        var recipe = ClinicTables.Recipe(100);
        var read = RecipeDocument.Parse(RecipeDocument.ToYaml(recipe));
        Assert.Empty(read.Problems);
        Assert.Equal(RecipeDocument.ToJson(recipe), RecipeDocument.ToJson(read.Recipe!));
        Assert.NotEqual(RecipeDocument.Hash(recipe with { Relations = null }), RecipeDocument.Hash(recipe));
        Assert.Contains(RecipeDocument.Parse("name: r\nrelations:\n  tables:\n    - name: a\n      sort: day").Problems, p => p.Path.Contains("sort", StringComparison.Ordinal));
    }
}

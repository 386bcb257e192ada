using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.FreeText;
using SynthWorkbench.Synthesis.Tests.Engines;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Texts;

/// <summary>Free text beside every engine: what is known of its making comes back, and what must not come back does not.</summary>
public sealed class TextEngineTests
{
    private static readonly Table Train = TextTables.Offers(4000, 1);

    /// <summary>At a low floor, for the combinations of few hundred templates stand in some rows each only.</summary>
    private static readonly Lazy<(GenerationPlan Plan, FittedModel Model)> Fitted = new(() => TextTables.Fit(Train, TextTables.Recipe(floor: 2, rows: 8000)));

    private static readonly Lazy<Table> Drawn = new(() => TextTables.Draw(Fitted.Value));

    [Theory]
    [InlineData("Bright Chelsea  Apartment. Chelsea!", "Bright Chelsea Apartment. Chelsea!")]
    [InlineData(" a\r\n\r\nb \t c ", "a\nb c")]
    [InlineData("don't (1,200.50) - \"x\"... ☂️!!", "don't (1,200.50) - \"x\"... ☂️!!")]
    [InlineData("東京 is 東京", "東京 is 東京")]
    [InlineData("a - b -c- d", "a - b -c- d")]
    [InlineData("e\u0301te\u0301", "e\u0301te\u0301")]
    public void A_text_is_put_together_from_its_tokens_again(string text, string normal)
    {
        var tokens = new List<TextToken>();
        Assert.Equal(normal, TextTokens.Normal(text));
        TextTokens.Split(normal, tokens);
        var again = new System.Text.StringBuilder();
        bool isAfterWord = false;
        foreach (var token in tokens)
        {
            Assert.Equal(token.Form == TokenForm.Word, TextTokens.IsWord(token.In(normal)));
            TextTokens.Append(again, token.In(normal), token.Form == TokenForm.Word, isAfterWord);
            isAfterWord = token.Form == TokenForm.Word;
        }

        Assert.Equal(normal, again.ToString());
    }

    [Fact]
    public void A_text_speaks_of_its_own_row()
    {
        var table = Drawn.Value;
        int rows = 0, ownCity = 0, otherCity = 0, ownKind = 0, missing = 0;
        for (int row = 0; row < table.RowCount; row++)
        {
            if (table["title"].Format(row) is not { } text)
            {
                missing++;
                continue;
            }

            rows++;
            ownCity += text.Contains(table["city"].Format(row)!, StringComparison.Ordinal) ? 1 : 0;
            otherCity += TextTables.Cities.Any(c => c != table["city"].Format(row) && text.Contains(c, StringComparison.Ordinal)) ? 1 : 0;
            ownKind += text.Contains(table["kind"].Format(row)!, StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(ownCity > 0.8 * rows, $"{ownCity} of {rows} texts name the row's city; 93 of 100 do in the reference.");
        Assert.True(otherCity < 0.15 * rows, $"{otherCity} of {rows} texts name another city.");
        Assert.True(ownKind > 0.8 * rows, $"{ownKind} of {rows} texts name the row's kind.");
        Assert.InRange((double)missing / table.RowCount, 0.03, 0.07);
    }

    [Fact]
    public void Lengths_come_back()
    {
        double Mean(Table table) => TextTables.Texts(table, "title").Average(t => t.Split(' ').Length);
        Assert.InRange(Mean(Drawn.Value), Mean(Train) - 0.6, Mean(Train) + 0.6);
    }

    [Fact]
    public void Personal_data_of_the_reference_is_not_in_the_texts_and_a_row_s_own_name_is_that_of_its_column()
    {
        var table = Drawn.Value;
        string[] texts = TextTables.Texts(table, "title"), real = TextTables.Texts(Train, "title");
        var spans = new List<PersonalSpan>();
        var known = real.SelectMany(t => { PersonalSpans.Find(t, spans); return spans.Select(s => t.Substring(s.Start, s.Length)).ToArray(); }).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.True(known.Count > 200, "The reference has addresses and numbers.");
        Assert.DoesNotContain(texts, t => known.Any(k => t.Contains(k, StringComparison.OrdinalIgnoreCase)));
        Assert.Contains(texts, t => t.Contains("example.org", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains(" 555 ", StringComparison.Ordinal));
        int own = 0, mentions = 0;
        for (int row = 0; row < table.RowCount; row++)
        {
            if (table["title"].Format(row) is not { } text || !text.Contains("'s ", StringComparison.Ordinal))
                continue;
            mentions++;
            own += table["host_name"].Format(row)!.Split(' ').Any(part => text.StartsWith(part + "'s", StringComparison.Ordinal)) ? 1 : 0;
        }

        Assert.True(mentions > 300 && own > 0.6 * mentions, $"{own} of {mentions} mentions are of the row's own name.");
    }

    [Fact]
    public void One_value_has_one_surrogate_in_a_seed_and_surrogates_are_of_no_one()
    {
        foreach (var kind in Enum.GetValues<PersonalKind>())
        {
            string one = new Surrogates(1).Of(kind, 77, 0);
            Assert.Equal(one, new Surrogates(1).Of(kind, 77, 0));
            Assert.Contains(Enumerable.Range(0, 20), i => new Surrogates(1).Of(kind, (ulong)i, 0) != one);
            Assert.Contains(Enumerable.Range(2, 20), s => new Surrogates((ulong)s).Of(kind, 77, 0) != one);
        }

        var spans = new List<PersonalSpan>();
        foreach (var kind in new[] { PersonalKind.Email, PersonalKind.Phone, PersonalKind.Iban, PersonalKind.PaymentCard, PersonalKind.IpAddress, PersonalKind.Url, PersonalKind.NationalId, PersonalKind.IsoDate, PersonalKind.Date, PersonalKind.PostalCode, PersonalKind.Handle })
        {
            PersonalSpans.Find("see " + new Surrogates(1).Of(kind, 5, 0) + " there", spans);
            Assert.Equal([kind], spans.Select(s => s.Kind));
        }
    }

    [Theory]
    [InlineData("write to jane.doe@mail.co.uk now", PersonalKind.Email)]
    [InlineData("see www.example.com/x", PersonalKind.Url)]
    [InlineData("IBAN GB82 WEST 1234 5698 7654 32", PersonalKind.Iban)]
    [InlineData("card 4111 1111 1111 1111", PersonalKind.PaymentCard)]
    [InlineData("call +44 20 7946 0958 today", PersonalKind.Phone)]
    [InlineData("from 2024-05-01 on", PersonalKind.IsoDate)]
    [InlineData("from 01/05/2024 on", PersonalKind.Date)]
    [InlineData("at SW1A 1AA", PersonalKind.PostalCode)]
    [InlineData("ssn 123-45-6789", PersonalKind.NationalId)]
    [InlineData("host 10.0.0.1 up", PersonalKind.IpAddress)]
    public void Personal_data_is_told_by_its_shape(string text, object kind)
    {
        var spans = new List<PersonalSpan>();
        PersonalSpans.Find(text, spans);
        Assert.Equal([(PersonalKind)kind], spans.Select(s => s.Kind));
    }

    [Theory]
    [InlineData("2 bed flat, 5 min walk, 24/7 from £100")]
    [InlineData("Zone 1 - NW1, sleeps 2-4")]
    [InlineData("Flat 12.5 m2 in 2019")]
    public void Ordinary_numbers_are_no_personal_data(string text)
    {
        var spans = new List<PersonalSpan>();
        PersonalSpans.Find(text, spans);
        Assert.Empty(spans);
    }

    public static TheoryData<string> Engines() => [.. EngineCatalog.All.Where(e => !e.IsPrivate).Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Beside_every_engine_the_same_seed_gives_the_same_texts_in_any_chunks_and_from_a_saved_model(string id)
    {
        var train = id == EngineCatalog.Sequences ? new Table([new NumericColumn(new ColumnSchema("visit", ColumnKind.Numeric), [.. Enumerable.Range(1, Train.RowCount).Select(i => (double)i)]), .. Train.Columns]) : Train;
        var recipe = TextTables.Recipe(rows: 9000) with { Engine = id, Sequence = id == EngineCatalog.Sequences ? new() { Order = ["visit"] } : null };
        var fitted = TextTables.Fit(train, recipe);
        string whole = TableDigest.Of(TextTables.Draw(fitted));
        Assert.Equal(whole, TableDigest.Of(TextTables.Draw(TextTables.Fit(train, recipe))));
        var shorter = TextTables.Draw((GenerationPlan.Create(recipe with { Rows = 4500 }, train.Schema).Plan!, fitted.Model));
        Assert.Equal(TableDigest.Of(TextTables.Draw(fitted).Slice(0, 4500)), TableDigest.Of(shorter));
        var engine = EngineCatalog.Find(id)!;
        var read = FittedModelFile.FromBytes(FittedModelFile.ToBytes(fitted.Model, engine), engine)!;
        Assert.Equal(whole, TableDigest.Of(TextTables.Draw((fitted.Plan, read))));
        Assert.NotEqual(whole, TableDigest.Of(TextTables.Draw((GenerationPlan.Create(recipe with { Seed = 2 }, train.Schema).Plan!, fitted.Model))));
        Assert.Equal(train.Schema.Columns.Select(c => c.Name), TextTables.Draw(fitted).Schema.Columns.Select(c => c.Name));
    }

    [Fact]
    public void A_table_of_nothing_but_text_is_learned()
    {
        var fitted = TextTables.Fit(Train.Select(["title"]), TextTables.Recipe(rows: 500));
        var drawn = TextTables.Draw(fitted);
        Assert.Equal(500, drawn.RowCount);
        Assert.Equal(["title"], drawn.Schema.Columns.Select(c => c.Name));
        Assert.Equal(drawn.Schema.Columns, new GenerationPipeline(fitted.Plan, fitted.Model).Schema.Columns);
        var engine = EngineCatalog.Find("trees")!;
        Assert.Equal(TableDigest.Of(drawn), TableDigest.Of(TextTables.Draw((fitted.Plan, FittedModelFile.FromBytes(FittedModelFile.ToBytes(fitted.Model, engine), engine)!))));
        Assert.Empty(GenerationPipeline.MostSurprising(fitted.Plan, fitted.Model, drawn, 5, default));
    }

    [Fact]
    public void Boosts_and_conditions_pick_rows_before_their_texts_are_written()
    {
        var recipe = TextTables.Recipe(rows: 3000) with { Boosts = [new RecipeBoost("city = 'Hull'", 3)], Conditions = [new RecipeCondition("kind = 'room' and price > 100", 300)] };
        var table = TextTables.Draw(TextTables.Fit(Train, recipe));
        Assert.True(table.Schema.Contains("_weight"));
        Assert.All(Enumerable.Range(0, 300), row => Assert.Equal("room", table["kind"].Format(row)));
        Assert.True(Enumerable.Range(0, 300).Count(row => table["title"].Format(row)?.Contains("room", StringComparison.Ordinal) == true) > 200);
    }

    [Fact]
    public void Free_text_is_learned_as_usual_and_replaced_where_privacy_is_on()
    {
        Recipe plain = new() { Name = "r", Engine = "trees" };
        Assert.Equal(["title"], GenerationPlan.Create(plain, Train.Schema).Plan!.TextColumns);
        var guarded = GenerationPlan.Create(plain with { Engine = EngineCatalog.PrivateMarginals, Options = LawOptions.Of(EngineCatalog.PrivateMarginals) }, Train.Schema).Plan!;
        Assert.Empty(guarded.TextColumns);
        Assert.Contains(guarded.Rules, r => r.Schema.Name == "title");
        var asked = GenerationPlan.Create(TextTables.Recipe() with { Engine = EngineCatalog.PrivateMarginals }, Train.Schema);
        Assert.Contains(asked.Problems, p => p.Path == "columns[0].action" && p.Message.Contains("Privacy is on", StringComparison.Ordinal));
    }

    [Fact]
    public void What_reads_a_text_before_it_is_written_is_refused()
    {
        var recipe = TextTables.Recipe() with { Boosts = [new RecipeBoost("len(title) > 3", 2)], Constraints = [new RecipeConstraint { Kind = "unique", Columns = ["title"] }] };
        string[] paths = [.. GenerationPlan.Create(recipe, Train.Schema).Problems.Select(p => p.Path)];
        Assert.Equal(["constraints[0]", "boosts[0].when"], paths);
        Assert.Contains(GenerationPlan.Create(TextTables.Recipe(floor: 1), Train.Schema).Problems, p => p.Path == "columns[0].text.floor");
        Assert.Contains(GenerationPlan.Create(new Recipe { Name = "r", Engine = "trees", Columns = [new RecipeColumn { Name = "price", Action = "text" }] }, Train.Schema).Problems, p => p.Message.Contains("no text", StringComparison.Ordinal));
    }

    public static TheoryData<string, string?[], string> Bad() => new()
    {
        { "empty", [.. Enumerable.Repeat("", 50)], "no text in any" },
        { "missing", new string?[50], "no text in any" },
        { "one distinct", [.. Enumerable.Repeat("a nice flat", 50)], "one distinct text in 50 rows" },
        { "one token", [.. Enumerable.Range(0, 50).Select(i => $"w{i % 5}")], "single words" },
        { "few rows", [.. Enumerable.Range(0, 50).Select(i => i < 5 ? $"a b {i}" : null)], "fewer than the floor" },
        { "all rare", [.. Enumerable.Range(0, 50).Select(i => $"x{i} y{i}")], "No word of" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_be_learned_is_refused_with_a_reason_and_a_way_out(string name, string?[] texts, string reason)
    {
        Assert.NotEmpty(name);
        var train = new Table([TextTables.Label("g", [.. texts.Select((_, i) => i % 2 == 0 ? "p" : "q")]), TextTables.Text("title", texts)]);
        var plan = GenerationPlan.Create(TextTables.Recipe(), train.Schema).Plan!;
        var finding = Assert.Single(ConstraintFindings.Of(plan, train));
        Assert.True(finding.IsContradiction);
        Assert.Equal("columns[0]", finding.Path);
        Assert.Contains(reason, finding.Message, StringComparison.Ordinal);
        Assert.Contains("rule", finding.Message, StringComparison.Ordinal);
        Assert.Equal(finding.Message, Assert.Throws<GenerationRefusedException>(() => GenerationPipeline.Fit(plan, train, null, default)).Message);
    }

    [Fact]
    public void The_document_leaves_usual_settings_out_and_keeps_others()
    {
        var recipe = TextTables.Recipe();
        Assert.DoesNotContain("floor", RecipeDocument.ToYaml(recipe), StringComparison.Ordinal);
        var own = TextTables.Recipe(floor: 25, replace: false);
        var reading = RecipeDocument.Parse(RecipeDocument.ToYaml(own));
        Assert.Equal(own.Columns[0], reading.Recipe!.Columns[0]);
        Assert.Equal(RecipeDocument.Hash(recipe), RecipeDocument.Hash(RecipeDocument.Parse("name: offers\nengine: trees\nrows: 4000\ncolumns:\n  - name: title\n    text: { floor: 10, replacePersonal: true }").Recipe!));
        Assert.Contains(RecipeDocument.Parse("name: r\ncolumns:\n  - { name: a, action: model, text: { floor: 5 } }").Problems, p => p.Path == "columns[0].text");
    }
}

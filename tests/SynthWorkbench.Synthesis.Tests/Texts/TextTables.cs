using Bogus;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Texts;

/// <summary>Tables with a column of free text whose making is known.</summary>
internal static class TextTables
{
    public static readonly string[] Cities = ["Leeds", "York", "Hull"], Kinds = ["flat", "house", "room"];

    private static readonly string[] Moods = ["Cosy", "Bright", "Lovely", "Quiet", "Spacious"], Ends = ["near the park", "with garden", "by the river", "close to station", "in the heart of town"];

    /// <summary>
    /// Offers: the text names the row's city in nine of ten rows and its kind in all; every seventh mentions the host, every twentieth an e-mail address or a telephone number of somebody, and each has a word of
    /// its own at times.
    /// </summary>
    public static Table Offers(int rows, ulong seed)
    {
        var random = new RandomStream(seed, 1);
        var faker = new Faker("en") { Random = new Randomizer((int)seed + 5) };
        string[] hosts = [.. Enumerable.Range(0, 60).Select(_ => faker.Name.FirstName()).Distinct()];
        string[] host = new string[rows], city = new string[rows], kind = new string[rows];
        string?[] text = new string?[rows];
        double[] price = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            host[i] = hosts[random.NextInt32(hosts.Length)];
            int c = random.NextInt32(3), k = random.NextInt32(3);
            (city[i], kind[i], price[i]) = (Cities[c], Kinds[k], 30 + 20 * k + random.NextInt32(40));
            string named = random.NextDouble() < 0.9 ? Cities[c] : Cities[random.NextInt32(3)];
            string own = i % 7 == 0 ? $"{host[i]}'s " : "";
            string end = Ends[random.NextInt32(Ends.Length)];
            string extra = i % 20 == 3 ? $" - mail {faker.Internet.Email()}" : i % 20 == 13 ? $", call +44 20 {random.NextInt32(9000) + 1000} {random.NextInt32(9000) + 1000}" : i % 11 == 5 ? $" code{i}" : "";
            text[i] = random.NextDouble() < 0.05 ? null : $"{own}{Moods[random.NextInt32(Moods.Length)]} {kind[i]} in {named} {end}{extra}{(random.NextDouble() < 0.3 ? "!" : "")}";
        }

        return new Table([
            Coded(new ColumnSchema("host_name", ColumnKind.Categorical) { Pii = PiiKind.PersonName, Role = ColumnRole.PersonalData }, host),
            Label("city", city), Label("kind", kind), new NumericColumn(new ColumnSchema("price", ColumnKind.Numeric), price), Text("title", text),
        ]);
    }

    public static CodedColumn Label(string name, string[] values) => Coded(new ColumnSchema(name, ColumnKind.Categorical), values);

    public static CodedColumn Text(string name, string?[] values) => Coded(new ColumnSchema(name, ColumnKind.Text), values);

    private static CodedColumn Coded(ColumnSchema schema, string?[] values)
    {
        string[] labels = [.. values.Where(v => v is not null).Distinct(StringComparer.Ordinal)!];
        var codes = labels.Select((l, i) => (l, i)).ToDictionary(p => p.l, p => p.i, StringComparer.Ordinal);
        return new CodedColumn(schema, [.. values.Select(v => v is null ? -1 : codes[v])], [.. labels]);
    }

    public static Recipe Recipe(int floor = 10, bool replace = true, long rows = 4000, ulong seed = 1) => new()
    {
        Name = "offers", Engine = "trees", Rows = rows, Seed = seed,
        Columns = [new RecipeColumn { Name = "title", Action = "text", Text = new RecipeText { Floor = floor, ReplacePersonal = replace } }],
    };

    public static (GenerationPlan Plan, FittedModel Model) Fit(Table train, Recipe recipe)
    {
        var planning = GenerationPlan.Create(recipe, train.Schema);
        Assert.True(planning.Plan is not null, string.Join("; ", planning.Problems));
        return (planning.Plan, GenerationPipeline.Fit(planning.Plan, train, null, default)!);
    }

    public static Table Draw((GenerationPlan Plan, FittedModel Model) fitted)
    {
        var pipeline = new GenerationPipeline(fitted.Plan, fitted.Model);
        return Table.Concat([.. Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, default))]);
    }

    public static string[] Texts(Table table, string column) => [.. Enumerable.Range(0, table.RowCount).Select(table[column].Format).Where(t => t is not null)!];
}

using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Pseudonyms;

/// <summary>Visits to wards, whose physicians are known: each works in one department, the first far more often than the last.</summary>
internal static class WardTables
{
    public const int Physicians = 12;

    public static readonly string[] Departments = ["cardiology", "surgery", "oncology"];

    /// <summary>The physician by number; the department is the number's remainder.</summary>
    public static string Physician(int number) => $"Realname{(char)('A' + number)} Truly{(char)('A' + number)}";

    /// <summary>
    /// Physician i stands in about 2 / (i + 3) of the rows of the first; one row in twenty has a locum whom no other row has, one in ten no physician. Who refers is the physician in half of the rows. E-mail addresses of
    /// patients are all different, telephone numbers of wards three in all.
    /// </summary>
    public static Table Visits(int rows, ulong seed)
    {
        var random = new RandomStream(seed, 3);
        double[] weights = [.. Enumerable.Range(0, Physicians).Select(i => 1.0 / (i + 3))];
        string?[] physician = new string?[rows], referred = new string?[rows], email = new string?[rows], department = new string?[rows], ward = new string?[rows];
        double[] days = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            int Chosen(ref RandomStream r)
            {
                double at = r.NextDouble() * weights.Sum();
                int chosen = 0;
                while (chosen < Physicians - 1 && (at -= weights[chosen]) > 0)
                    chosen++;
                return chosen;
            }

            int own = Chosen(ref random);
            department[row] = Departments[own % 3];
            double kind = random.NextDouble();
            physician[row] = kind < 0.1 ? null : kind < 0.15 ? $"Locum Once{Letters(row)}" : Physician(own);
            referred[row] = random.NextDouble() < 0.5 ? Physician(own) : Physician(Chosen(ref random));
            email[row] = $"patient{row}@mail.test";
            ward[row] = $"+44 20 7946 00{10 + own % 3}";
            days[row] = 1 + own % 3 + random.NextInt32(20);
        }

        return new Table([
            Coded(new ColumnSchema("department", ColumnKind.Categorical), department), new NumericColumn(new ColumnSchema("days", ColumnKind.Numeric), days),
            Coded(Personal("physician", PiiKind.PersonName), physician), Coded(Personal("referred_by", PiiKind.PersonName), referred),
            Coded(Personal("email", PiiKind.Email), email), Coded(Personal("ward_phone", PiiKind.Phone), ward),
        ]);
    }

    public static ColumnSchema Personal(string name, PiiKind kind) => new(name, ColumnKind.Categorical) { Pii = kind, Role = ColumnRole.PersonalData };

    public static CodedColumn Coded(ColumnSchema schema, string?[] values)
    {
        string[] labels = [.. values.Where(v => v is not null).Distinct(StringComparer.Ordinal)!];
        var codes = labels.Select((l, i) => (l, i)).ToDictionary(p => p.l, p => p.i, StringComparer.Ordinal);
        return new CodedColumn(schema, [.. values.Select(v => v is null ? -1 : codes[v])], [.. labels]);
    }

    public static string?[] Values(Table table, string column) => [.. Enumerable.Range(0, table.RowCount).Select(table[column].Format)];

    public static Recipe Recipe(string engine = "trees", long rows = 9000, ulong seed = 1) => new() { Name = "visits", Engine = engine, Rows = rows, Seed = seed };

    public static GenerationPlan Plan(Recipe recipe, Table train)
    {
        var planning = GenerationPlan.Create(recipe, train.Schema);
        Assert.True(planning.Plan is not null, string.Join("; ", planning.Problems));
        return planning.Plan;
    }

    public static Table Draw(GenerationPlan plan, FittedModel? model, int blockRows = FittedModel.BlockRows)
    {
        var pipeline = new GenerationPipeline(plan, model, blockRows);
        return Table.Concat([.. Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, default))]);
    }

    private static string Letters(int number) => string.Concat(number.ToString().Select(c => (char)('a' + c - '0')));
}

using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Engines;

/// <summary>Rules that correlate: as asked, with the distributions they had, in any chunking; what cannot be is refused before the run.</summary>
public sealed class CorrelatedRulesTests
{
    private const int Rows = 60_000;

    private static readonly RecipeColumn[] Columns =
    [
        Rule("age", new RecipeRule { Kind = "normal", Mean = 54, Sd = 12, Min = 18, Max = 95, Decimals = 0 }),
        Rule("cost", new RecipeRule { Kind = "lognormal", Mean = 900, Sd = 700, Decimals = 2 }),
        Rule("visits", new RecipeRule { Kind = "poisson", Mean = 3.2 }),
        Rule("sick", new RecipeRule { Kind = "bernoulli", Mean = 0.2 }),
        Rule("grade", new RecipeRule { Kind = "list", Values = ["low", "middle", "high"], Weights = [5, 3, 2] }),
        Rule("wait", new RecipeRule { Kind = "exponential", Mean = 4, Decimals = 3 }),
        Rule("day", new RecipeRule { Kind = "date", From = "2024-01-01", To = "2024-12-31" }),
        Rule("ward", new RecipeRule { Kind = "integer", Min = 1, Max = 6 }),
        Rule("dose", new RecipeRule { Kind = "uniform", Min = 0, Max = 1, Decimals = 4, Missing = 0.1 }),
    ];

    private static readonly ImmutableArray<RecipeCorrelation> Asked =
    [
        new(["age", "cost"], 0.4), new(["age", "visits"], 0.3), new(["cost", "visits"], 0.5), new(["age", "sick"], 0.25), new(["grade", "sick"], -0.3), new(["wait", "cost"], 0.2), new(["day", "age"], -0.15), new(["ward", "dose"], 0.6),
    ];

    [Fact]
    public void Values_correlate_as_asked_and_keep_their_distributions()
    {
        var (with, without) = (Draw(Asked), Draw([]));
        foreach (var (columns, value) in Asked)
        {
            // Four standard errors of a correlation; heavy tails have a larger one than (1 - r²) / sqrt(n).
            Assert.InRange(Correlation(with, columns[0], columns[1]), value - 0.025, value + 0.025);
            Assert.InRange(Correlation(without, columns[0], columns[1]), -0.02, 0.02);
        }

        Assert.InRange(Correlation(with, "age", "dose"), -0.02, 0.02);
        foreach (var column in Columns)
        {
            double[] a = [.. Values(with[column.Name]).Where(v => !double.IsNaN(v))], b = [.. Values(without[column.Name]).Where(v => !double.IsNaN(v))];
            Assert.InRange(a.Average() - b.Average(), -0.03 * Sd(b), 0.03 * Sd(b));
            Assert.InRange(Sd(a) / Sd(b), 0.96, 1.04);
        }

        Assert.InRange(with["dose"].MissingCount, 5600, 6400);
    }

    [Fact]
    public void Chunks_and_blocks_do_not_change_the_rows()
    {
        var recipe = Recipe(Asked) with { Rows = GenerationPipeline.ChunkRows + 5000 };
        var plan = GenerationPlan.Create(recipe, null).Plan!;
        var first = new GenerationPipeline(plan, null);
        var other = new GenerationPipeline(plan, null);
        string second = TableDigest.Of(other.DrawChunk(1, default));
        Assert.Equal(TableDigest.Of(first.DrawChunk(0, default)), TableDigest.Of(other.DrawChunk(0, default)));
        Assert.Equal(second, TableDigest.Of(first.DrawChunk(1, default)));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_a_way_out()
    {
        Refused([new(["sick", "cost"], 0.95)], "lies between");
        Refused([new(["age", "cost"], 0.8), new(["age", "wait"], 0.8)], "nothing is said of them");
        Refused([new(["age", "age"], 0.5)], "two different columns");
        Refused([new(["age", "shoe"], 0.5)], "not among the columns");
        Refused([new(["age", "cost"], 0.5), new(["cost", "age"], 0.5)], "given twice");
        Refused([new(["age", "id"], 0.5)], "has no order");
        Refused([new(["age", "same"], 0.5)], "always has the same value");

        static void Refused(ImmutableArray<RecipeCorrelation> correlations, string expected)
        {
            var recipe = Recipe(correlations);
            recipe = recipe with { Columns = [.. recipe.Columns, Rule("id", new RecipeRule { Kind = "uuid" }), Rule("same", new RecipeRule { Kind = "integer", Min = 3, Max = 3 })] };
            Assert.Contains(expected, Assert.Single(GenerationPlan.Create(recipe, null).Problems).Message, StringComparison.Ordinal);
        }
    }

    private static Recipe Recipe(ImmutableArray<RecipeCorrelation> correlations) => new() { Name = "published", Engine = "rules", Rows = Rows, Columns = [.. Columns], Correlations = correlations };

    private static RecipeColumn Rule(string name, RecipeRule rule) => new() { Name = name, Action = "rule", Rule = rule };

    private static Table Draw(ImmutableArray<RecipeCorrelation> correlations)
    {
        var planning = GenerationPlan.Create(Recipe(correlations), null);
        Assert.Empty(planning.Problems);
        return new GenerationPipeline(planning.Plan!, null).DrawChunk(0, default);
    }

    private static double[] Values(Column column)
    {
        string[] order = ["false", "true", "low", "middle", "high"];
        return column switch
        {
            NumericColumn numbers => numbers.Values.ToArray(),
            DateTimeColumn dates => [.. dates.Ticks.ToArray().Select(t => (double)(t / TimeSpan.TicksPerDay))],
            _ => [.. Enumerable.Range(0, column.Length).Select(r => (double)Array.IndexOf(order, column.Format(r)))],
        };
    }

    private static double Correlation(Table table, string one, string other)
    {
        var pairs = Values(table[one]).Zip(Values(table[other])).Where(p => !double.IsNaN(p.First) && !double.IsNaN(p.Second)).ToList();
        double a = pairs.Average(p => p.First), b = pairs.Average(p => p.Second);
        return pairs.Average(p => (p.First - a) * (p.Second - b)) / Math.Sqrt(pairs.Average(p => (p.First - a) * (p.First - a)) * pairs.Average(p => (p.Second - b) * (p.Second - b)));
    }

    private static double Sd(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}

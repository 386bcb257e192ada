using System.Collections.Frozen;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>How much more often rows with a label are kept so that the labels of some columns have the shares asked for, all columns at once.</summary>
/// <remarks>Raking: Deming and Stephan, "On a least squares adjustment of a sampled frequency table when the expected marginal totals are known", Annals of Mathematical Statistics 11 (1940).</remarks>
internal sealed class Rebalancing
{
    private const int Rounds = 200;

    private const double Exact = 1e-9;

    private readonly FrozenDictionary<string, (FrozenDictionary<string, double> Factors, double Other)> _columns;

    private Rebalancing(FrozenDictionary<string, (FrozenDictionary<string, double> Factors, double Other)> columns) => _columns = columns;

    /// <summary>The largest and smallest factor of any row.</summary>
    public double Largest => _columns.Values.Aggregate(1.0, (product, c) => product * Math.Max(c.Other, c.Factors.Values.Max()));

    public double Smallest => _columns.Values.Aggregate(1.0, (product, c) => product * Math.Min(c.Other > 0 ? c.Other : double.MaxValue, c.Factors.Values.Min()));

    /// <summary>Solves for the factors on rows as they are drawn otherwise.</summary>
    /// <param name="asked">The columns, each in <paramref name="drawn"/> and of labels.</param>
    /// <param name="drawn">Rows as they are drawn.</param>
    /// <param name="factors">How much more often each of them is kept already.</param>
    /// <exception cref="GenerationRefusedException">A label that is asked for is not drawn, others are drawn where the labels named are to be all, or shares of several columns cannot hold together.</exception>
    public static Rebalancing Of(IReadOnlyList<RecipeRebalance> asked, Table drawn, double[] factors)
    {
        int[][] places = [.. asked.Select(a => Places(a, drawn))];
        double[][] own = [.. asked.Select(a => Enumerable.Repeat(1.0, a.Values.Length + 1).ToArray())];
        double[] weights = [.. factors];
        double missed = double.MaxValue;
        for (int round = 0; round < Rounds && missed > Exact; round++)
        {
            missed = 0;
            for (int a = 0; a < asked.Count; a++)
            {
                double[] wanted = [.. asked[a].Shares, Math.Max(0, 1 - asked[a].Shares.Sum())], sums = new double[wanted.Length];
                for (int row = 0; row < weights.Length; row++)
                    sums[places[a][row]] += weights[row];
                double all = sums.Sum();
                if (round == 0)
                    Require(asked[a], sums, all);
                double[] step = [.. wanted.Select((w, i) => sums[i] > 0 ? w * all / sums[i] : 1)];
                missed = Math.Max(missed, wanted.Select((w, i) => sums[i] > 0 ? Math.Abs(sums[i] / all - w) : 0).Max());
                for (int i = 0; i < step.Length; i++)
                    own[a][i] *= step[i];
                for (int row = 0; row < weights.Length; row++)
                    weights[row] *= step[places[a][row]];
            }
        }

        if (missed > 0.001)
            throw new GenerationRefusedException($"The shares asked for of {string.Join(" and ", asked.Select(a => $"'{a.Column}'"))} cannot hold together: in the rows drawn one settles the other too much. Rebalance one of them only, or ask for shares closer to the drawn ones.");

        // Every step keeps the sum of the weights: on average a row's factor stays what it was.
        return new Rebalancing(asked.Select((a, i) => (a.Column, Factors: a.Values.Zip(own[i]).ToFrozenDictionary(f => f.First, f => f.Second, StringComparer.Ordinal), Other: own[i][^1]))
            .ToFrozenDictionary(c => c.Column, c => (c.Factors, c.Other), StringComparer.Ordinal));
    }

    /// <summary>Multiplies the factors of rows.</summary>
    public void Apply(Table rows, double[] factors)
    {
        foreach (var (name, (own, other)) in _columns)
        {
            var column = (CodedColumn)rows[name];
            double[] byCode = [.. column.Dictionary.Select(label => own.GetValueOrDefault(label, other))];
            for (int row = 0; row < factors.Length; row++)
                factors[row] *= column.Codes[row] < 0 ? other : byCode[column.Codes[row]];
        }
    }

    /// <summary>The place of each row's label among those asked for; the last place is all others, rows without a label too.</summary>
    private static int[] Places(RecipeRebalance asked, Table drawn)
    {
        var column = (CodedColumn)drawn[asked.Column];
        int[] byCode = [.. column.Dictionary.Select(label => asked.Values.IndexOf(label) is var at and >= 0 ? at : asked.Values.Length)];
        return [.. Enumerable.Range(0, drawn.RowCount).Select(row => column.Codes[row] < 0 ? asked.Values.Length : byCode[column.Codes[row]])];
    }

    private static void Require(RecipeRebalance asked, double[] sums, double all)
    {
        for (int i = 0; i < asked.Values.Length; i++)
        {
            if (sums[i] == 0)
                throw new GenerationRefusedException($"No row with '{asked.Values[i]}' in '{asked.Column}' is drawn, so it cannot have a share of {asked.Shares[i]:0.###}. Check the spelling, or leave the label out.");
        }

        double left = 1 - asked.Shares.Sum();
        if (left <= RebalanceValidation.Tolerance && sums[^1] > 0)
            throw new GenerationRefusedException($"The labels named of '{asked.Column}' are to be all rows, and {sums[^1] / all:P1} of the rows drawn have another one or none. Leave them a share, or add a constraint that refuses them.");
        if (left > RebalanceValidation.Tolerance && sums[^1] == 0)
            throw new GenerationRefusedException($"The shares of '{asked.Column}' add up to {1 - left:0.###}, and no other label is drawn. Let them add up to 1.");
    }
}

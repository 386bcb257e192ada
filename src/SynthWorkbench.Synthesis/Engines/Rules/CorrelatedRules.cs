using System.Collections.Immutable;
using System.Globalization;
using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Synthesis.Engines.Rules;

/// <summary>
/// Rules whose values correlate as published: their values keep the rules' distributions, and are drawn at the places of normals that correlate by so much that the values correlate as wanted.
/// </summary>
/// <remarks>Pairs of which nothing is said have independent normals. See <see cref="NormalTransform"/>.</remarks>
public sealed class CorrelatedRules
{
    private const ulong Stream = 0xC0_44E1_A7ED;

    private readonly ImmutableArray<string> _columns;
    private readonly double[] _factor;

    private CorrelatedRules(ImmutableArray<string> columns, double[] factor) => (_columns, _factor) = (columns, factor);

    /// <summary>Solves for the normals. Null without correlations, or where there are problems: a correlation that the two distributions cannot have, or several that contradict each other.</summary>
    public static CorrelatedRules? Of(ImmutableArray<RecipeCorrelation> correlations, IReadOnlyList<RuleColumn> rules, List<RecipeProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (correlations.Length == 0)
            return null;
        int before = problems.Count;
        ImmutableArray<string> columns = [.. correlations.SelectMany(c => c.Columns).Distinct(StringComparer.Ordinal)];
        var transforms = new NormalTransform?[columns.Length];
        for (int c = 0; c < columns.Length; c++)
            transforms[c] = rules.FirstOrDefault(r => r.Schema.Name == columns[c]) is { Quantile: { } quantile } ? new NormalTransform(quantile.At) : null;
        int size = columns.Length;
        double[] latent = new double[size * size];
        for (int c = 0; c < size; c++)
            latent[c * size + c] = 1;
        for (int i = 0; i < correlations.Length; i++)
        {
            int a = columns.IndexOf(correlations[i].Columns[0]), b = columns.IndexOf(correlations[i].Columns[1]);
            if (transforms[a] is not { } one || transforms[b] is not { } other)
                problems.Add(new RecipeProblem($"correlations[{i}].columns", $"'{(transforms[a] is null ? columns[a] : columns[b])}' is not made by a rule of its own: only rules can be told how they correlate, a modelled column has the reference's correlations. Give it a rule."));
            else if (NormalTransform.LatentFor(one, other, correlations[i].Value) is { } solved)
                latent[a * size + b] = latent[b * size + a] = solved;
            else
                problems.Add(OutOfReach(correlations[i], $"correlations[{i}].value", one, other));
        }

        if (problems.Count > before)
            return null;
        if (Cholesky.Factor(latent, size) is { } factor)
            return new CorrelatedRules(columns, factor);
        problems.Add(Contradiction(columns, latent));
        return null;
    }

    /// <summary>Normals of a block's rows, one array a column that correlates.</summary>
    public IReadOnlyDictionary<string, double[]> DrawBlock(ulong seed, long block, int attempt, int rows)
    {
        var random = new RandomStream(seed ^ Stream, (ulong)block, (ulong)attempt);
        int size = _columns.Length;
        double[][] drawn = [.. _columns.Select(_ => new double[rows])];
        Span<double> own = size <= 256 ? stackalloc double[size] : new double[size];
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < size; c++)
            {
                own[c] = random.NextGaussian();
                double sum = 0;
                for (int k = 0; k <= c; k++)
                    sum += _factor[c * size + k] * own[k];
                drawn[c][row] = sum;
            }
        }

        return _columns.Select((name, c) => (name, drawn[c])).ToDictionary(c => c.name, c => c.Item2, StringComparer.Ordinal);
    }

    private static RecipeProblem OutOfReach(RecipeCorrelation wanted, string path, NormalTransform one, NormalTransform other)
    {
        string pair = $"'{wanted.Columns[0]}' and '{wanted.Columns[1]}'";
        if (one.StandardDeviation == 0 || other.StandardDeviation == 0)
            return new RecipeProblem(path, $"{pair} cannot correlate: '{(one.StandardDeviation == 0 ? wanted.Columns[0] : wanted.Columns[1])}' always has the same value. Remove the correlation.");
        var (low, high) = NormalTransform.Reachable(one, other);
        return new RecipeProblem(path, $"{pair} cannot correlate by {Text(wanted.Value)}: with the distributions of their rules it lies between {Text(Math.Ceiling(low * 100) / 100)} and {Text(Math.Floor(high * 100) / 100)}. Ask for less, or change one of the rules.");
    }

    /// <summary>Names three columns that contradict each other, where three do.</summary>
    private static RecipeProblem Contradiction(ImmutableArray<string> columns, double[] latent)
    {
        int size = columns.Length;
        double Of(int a, int b) => latent[a * size + b];
        for (int a = 0; a < size; a++)
        {
            for (int b = 0; b < size; b++)
            {
                for (int c = b + 1; c < size; c++)
                {
                    double middle = Of(a, b) * Of(a, c), width = Math.Sqrt((1 - Of(a, b) * Of(a, b)) * (1 - Of(a, c) * Of(a, c)));
                    if (b != a && c != a && Math.Abs(Of(b, c) - middle) >= width - 1e-9)
                        return new RecipeProblem("correlations", $"'{columns[a]}' correlates with '{columns[b]}' and with '{columns[c]}' so much that these two cannot {(Of(b, c) == 0 ? "be independent, as they are while nothing is said of them" : "correlate as is asked")}. Give '{columns[b]}' and '{columns[c]}' a correlation of about {Text(middle)}, or ask for weaker ones.");
                }
            }
        }

        return new RecipeProblem("correlations", "These correlations contradict each other: no table can have them all. Leave some out or ask for weaker ones; pairs that are not named count as independent.");
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

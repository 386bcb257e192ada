using System.Collections.Frozen;
using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>
/// Draws some rows more often than the model does: the factors of the boosts that a row meets, times the coverage control's where it has a rare label, times those that rebalance labels. A row is kept with probability
/// factor / largest factor, so that what goes with a boosted value stays as the model draws it; 1 / factor is its weight, which undoes the tilt.
/// </summary>
/// <remarks>Rejection sampling (von Neumann 1951; Robert and Casella, "Monte Carlo Statistical Methods", 2004, section 2.3) with importance weights (section 3.3).</remarks>
internal sealed class RowTilt
{
    /// <summary>The column of weights in the output.</summary>
    public const string WeightColumn = "_weight";

    private const double SmallestProduct = 0.01, LargestProduct = 100;

    private static readonly ColumnSchema WeightSchema = new(WeightColumn, ColumnKind.Numeric) { Decimals = 6, Role = ColumnRole.Excluded, Reason = "Undoes boosts, rebalancing and coverage: rows counted with it are spread as without them." };

    private readonly ImmutableArray<(RowExpression When, double Factor)> _boosts;
    private readonly FrozenDictionary<string, FrozenSet<string>> _rare;
    private readonly double _rareFactor;
    private readonly Rebalancing? _rebalancing;
    private readonly double _largest;

    private RowTilt(ImmutableArray<(RowExpression When, double Factor)> boosts, FrozenDictionary<string, FrozenSet<string>> rare, double rareFactor, Rebalancing? rebalancing)
    {
        _boosts = boosts;
        _rare = rare;
        _rareFactor = rareFactor;
        _rebalancing = rebalancing;
        _largest = Capped(boosts.Aggregate(rareFactor, (product, b) => product * Math.Max(1, b.Factor)) * (rebalancing?.Largest ?? 1));
        Effort = _largest / Capped(boosts.Aggregate(1.0, (product, b) => product * Math.Min(1, b.Factor)) * (rebalancing?.Smallest ?? 1));
    }

    /// <summary>How many rows must at worst be drawn for one that is kept.</summary>
    public double Effort { get; }

    /// <summary>Whether the settings of a recipe can ask for a tilt; a model without rare labels may still have none.</summary>
    public static bool IsAskedBy(Recipe recipe) => recipe.Boosts.Any(b => b.Factor != 1) || recipe.Rebalance.Length > 0 || (recipe.Coverage > SamplingControls.DefaultCoverage && recipe.Engine != EngineCatalog.Rules);

    /// <summary>The tilt of a plan with its model (null where nothing is modelled); null where every row has factor 1. <paramref name="pilot"/>, rows as they are drawn without a tilt, is asked for only where
    /// labels are rebalanced.</summary>
    /// <exception cref="GenerationRefusedException">Labels cannot have the shares asked for.</exception>
    public static RowTilt? Of(GenerationPlan plan, FittedModel? model, Func<Table> pilot) =>
        Of(plan, () => model is null ? FrozenDictionary<string, FrozenSet<string>>.Empty : RareLabels.Of(plan, model), plan.Recipe.Rebalance, pilot);

    /// <summary>The tilt that a plan will have with a model of <paramref name="train"/>, but for rebalancing, whose labels may be drawn in other shares than those of the training rows.</summary>
    public static RowTilt? Of(GenerationPlan plan, Table train) => Of(plan, () => RareLabels.Of(plan, train), [], () => train);

    private static RowTilt? Of(GenerationPlan plan, Func<FrozenDictionary<string, FrozenSet<string>>> rareLabels, ImmutableArray<RecipeRebalance> rebalance, Func<Table> pilot)
    {
        double rareFactor = CoverageScale.RareFactor(plan.Recipe.Coverage);
        var rare = rareFactor > 1 ? rareLabels() : FrozenDictionary<string, FrozenSet<string>>.Empty;
        ImmutableArray<(RowExpression, double)> boosts = [.. plan.Recipe.Boosts.Where(b => b.Factor != 1).Select(b => (RowExpression.Parse(b.When).Expression!, b.Factor))];
        if (boosts.Length == 0 && rare.Count == 0 && rebalance.Length == 0)
            return null;
        var tilt = new RowTilt(boosts, rare, rare.Count == 0 ? 1 : rareFactor, null);
        if (rebalance.Length == 0)
            return tilt;
        Table drawn = pilot();
        return new RowTilt(boosts, rare, tilt._rareFactor, Rebalancing.Of(rebalance, drawn, tilt.Factors(drawn)));
    }

    /// <summary>The weight of each row: 1 / factor.</summary>
    public NumericColumn Weigh(Table rows) => new(WeightSchema, Array.ConvertAll(Factors(rows), f => Math.Round(1 / Capped(f), WeightSchema.Decimals)));

    private double[] Factors(Table rows)
    {
        double[] factors = new double[rows.RowCount];
        Array.Fill(factors, 1);
        foreach (int row in WithRareLabel(rows))
            factors[row] = _rareFactor;
        foreach (var (when, factor) in _boosts)
        {
            foreach (int row in RowCells.Matching(when, rows))
                factors[row] *= factor;
        }

        _rebalancing?.Apply(rows, factors);
        return factors;
    }

    /// <summary>
    /// Which of the rows at <paramref name="candidates"/> are kept. What happens to a row depends on its place in (seed, block, attempt) and its weight alone; the weights as they are written decide, so
    /// that they undo the tilt exactly.
    /// </summary>
    public int[] Keep(Table rows, int[] candidates, ulong seed, long block, int attempt)
    {
        var weights = ((NumericColumn)rows[WeightColumn]).Values;
        var random = new RandomStream(RandomStream.Mix(seed, 0x711D), (ulong)block, (ulong)attempt);
        double[] draws = new double[rows.RowCount];
        for (int row = 0; row < draws.Length; row++)
            draws[row] = random.NextDouble();
        var kept = new List<int>(candidates.Length);
        foreach (int row in candidates)
        {
            if (draws[row] * _largest * weights[row] < 1)
                kept.Add(row);
        }

        return [.. kept];
    }

    private IEnumerable<int> WithRareLabel(Table rows)
    {
        bool[] hasRare = new bool[rows.RowCount];
        foreach (var column in rows.Columns.OfType<CodedColumn>())
        {
            if (!_rare.TryGetValue(column.Name, out var labels))
                continue;
            bool[] isRare = [.. column.Dictionary.Select(labels.Contains)];
            for (int row = 0; row < hasRare.Length; row++)
                hasRare[row] |= column.Codes[row] >= 0 && isRare[column.Codes[row]];
        }

        return Enumerable.Range(0, hasRare.Length).Where(row => hasRare[row]);
    }

    private static double Capped(double product) => Math.Clamp(product, SmallestProduct, LargestProduct);
}

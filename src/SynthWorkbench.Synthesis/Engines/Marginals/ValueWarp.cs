using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Marginals;

/// <summary>
/// What a what-if does to a drawn number: monotone and piecewise linear between the 1 % quantile, the median and the 99 % quantile, of which the median moves and the others stay; the identity
/// beyond them. Then the bounds.
/// </summary>
internal sealed class ValueWarp
{
    private readonly WhatIfScale _scale;
    private readonly double _median, _min, _max;
    private readonly int _decimals;

    private ValueWarp(WhatIfScale scale, RecipeWhatIf whatIf, int decimals)
    {
        _scale = scale;
        _decimals = decimals;
        _median = whatIf.Median ?? scale.Median;
        _min = whatIf.Min is { } min ? OnGrid(min, 1) : double.NegativeInfinity;
        _max = whatIf.Max is { } max ? OnGrid(max, -1) : double.PositiveInfinity;
    }

    /// <summary>The warp of a model's column; null where <paramref name="controls"/> ask nothing of it.</summary>
    /// <exception cref="ArgumentException">The median does not lie between the quantiles that stay.</exception>
    public static ValueWarp? Of(SamplingControls controls, ColumnSchema schema, FittedModel model)
    {
        if (controls.WhatIfOf(schema.Name) is not { } whatIf || WhatIfScale.Of(model, schema.Name) is not { } scale)
            return null;
        if (whatIf.Median is { } median && scale.RefusalOf(schema.Name, median) is { } refusal)
            throw new ArgumentException(refusal, nameof(controls));
        return new ValueWarp(scale, whatIf, schema.Decimals);
    }

    /// <summary>The value in place of a drawn one, with the column's decimals; NaN stays.</summary>
    public double At(double value)
    {
        double moved = value <= _scale.Low || value >= _scale.High ? value
            : value <= _scale.Median ? Between(value, _scale.Low, _scale.Median, _scale.Low, _median)
            : Between(value, _scale.Median, _scale.High, _median, _scale.High);
        return Math.Min(Math.Max(Math.Round(moved, _decimals), _min), _max);
    }

    private static double Between(double value, double from, double to, double low, double high) => low + (value - from) / (to - from) * (high - low);

    /// <summary>A bound as the nearest value inside it that has the column's decimals.</summary>
    private double OnGrid(double bound, int inside)
    {
        double rounded = Math.Round(bound, _decimals);
        return rounded == bound || rounded > bound == inside > 0 ? rounded : Math.Round(rounded + inside * Math.Pow(10, -_decimals), _decimals);
    }
}

using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>
/// Where the values of a modelled number lie: the quantiles that a what-if of the column leaves in place (1 % and 99 %) and the median that it moves.
/// </summary>
/// <param name="Low">The 1 % quantile.</param>
/// <param name="Median">The median.</param>
/// <param name="High">The 99 % quantile.</param>
public sealed record WhatIfScale(double Low, double Median, double High)
{
    /// <summary>
    /// The scale of a column; null where the model has no number of this name, or no value of it. A column that constraints turn into another form
    /// (<see cref="Generation.ConstraintTransforms.Changes"/>) has the scale of that form.
    /// </summary>
    public static WhatIfScale? Of(FittedModel model, string column)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.MarginalOf(column) is { IsNumeric: true } marginal ? Of(marginal) : null;
    }

    /// <summary>The scale that a model has which learns these rows; null where none has a value.</summary>
    internal static WhatIfScale? Of(NumericColumn train)
    {
        int[] present = [.. Enumerable.Range(0, train.Length).Where(row => !train.IsMissing(row))];
        return present.Length == 0 ? null : Of(NumberMarginal.Of(train, present, NumberMarginal.MidRanks(train, present), out _));
    }

    private static WhatIfScale Of(NumberMarginal marginal) => new(marginal.QuantileAt(0.01), marginal.QuantileAt(0.5), marginal.QuantileAt(0.99));

    /// <summary>Why the median cannot be moved to <paramref name="median"/>, with what can be done; null where it can.</summary>
    internal string? RefusalOf(string column, double median)
    {
        if (Low >= Median || Median >= High)
            return $"The median of '{column}' cannot be moved: at least 49 % of the values are {Median}, and they would all move alike. Leave the median out, or boost the rows with other values.";
        return median > Low && median < High ? null
            : $"The median of '{column}' cannot be moved to {median}: it must lie between {Low} and {High}, where 98 % of the reference's values lie. Choose a value between them, or boost the rows with extreme values.";
    }
}

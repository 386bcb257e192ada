namespace SynthWorkbench.Numerics.Agreement;

/// <summary>How the categories of a scale relate, in Stevens' four levels.</summary>
public enum RatingScale
{
    /// <summary>Categories without order.</summary>
    Nominal,

    /// <summary>Categories in order, lowest first, without a distance.</summary>
    Ordinal,

    /// <summary>Numbers whose differences mean something.</summary>
    Interval,

    /// <summary>Numbers from 0 on, whose proportions mean something.</summary>
    Ratio,
}

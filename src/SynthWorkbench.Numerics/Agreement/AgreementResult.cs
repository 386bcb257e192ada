using System.Collections.Immutable;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>Where an interval comes from.</summary>
public enum IntervalMethod
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>From the coefficient's sampling distribution: normal, t or F.</summary>
    Analytic,

    /// <summary>Percentiles over resampled units.</summary>
    Bootstrap,
}

/// <summary>A coefficient over the data at hand. Where it is not defined, <see cref="Value"/> is null and <see cref="Reason"/> says what is lacking; never NaN, never a polite 1.</summary>
public record AgreementResult
{
    /// <summary>The coefficient, at most 1; null where it is not defined.</summary>
    public double? Value { get; init; }

    /// <summary>The analytic standard error; null where there is no formula.</summary>
    public double? StandardError { get; init; }

    /// <summary>Lower end of the interval, null without one.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval, at most 1; null without one.</summary>
    public double? High { get; init; }

    /// <summary>Where the interval comes from.</summary>
    public IntervalMethod Interval { get; init; }

    /// <summary>Units that can agree: those with at least two ratings, or with a rating of each rater where the coefficient needs that.</summary>
    public int Units { get; init; }

    /// <summary>Ratings used.</summary>
    public int Ratings { get; init; }

    /// <summary>Resamples drawn for the interval.</summary>
    public int Resamples { get; init; }

    /// <summary>Of these the ones in which the coefficient is not defined; they are left out.</summary>
    public int UndefinedResamples { get; init; }

    /// <summary>Why there is no value: what is lacking and how many items it takes.</summary>
    public string? Reason { get; init; }

    /// <summary>What to know about the interval; null where nothing.</summary>
    public string? Note { get; init; }
}

/// <summary>A coefficient (observed - chance) / (1 - chance).</summary>
public sealed record ChanceCorrectedResult : AgreementResult
{
    /// <summary>Weighted observed agreement, 0 to 1; null where undefined.</summary>
    public double? Observed { get; init; }

    /// <summary>Weighted agreement expected by chance, 0 to 1; null where undefined.</summary>
    public double? Chance { get; init; }

    /// <summary>The standard error if there were no agreement beyond chance (Cohen; Fleiss unweighted with as many ratings of every unit).</summary>
    public double? NullStandardError { get; init; }

    /// <summary>The value in units of <see cref="NullStandardError"/>.</summary>
    public double? Z { get; init; }

    /// <summary>Fleiss unweighted: the kappa of each category against all others, null for one that nobody or everybody used; otherwise empty.</summary>
    public ImmutableArray<double?> CategoryKappas { get; init; } = [];
}

/// <summary>Krippendorff's alpha with its two disagreements.</summary>
public sealed record AlphaResult : AgreementResult
{
    /// <summary>Observed disagreement, in units of the scale's difference function.</summary>
    public double? ObservedDisagreement { get; init; }

    /// <summary>Expected disagreement, in the same units.</summary>
    public double? ExpectedDisagreement { get; init; }

    /// <summary>Ratings in units with at least two.</summary>
    public int PairableValues { get; init; }
}

/// <summary>How an interval is made.</summary>
public sealed record IntervalOptions
{
    /// <summary>95 %, analytic.</summary>
    public static readonly IntervalOptions Default = new();

    /// <summary>The chance that the interval holds the value, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Resamples of the bootstrap; 0 for the analytic interval where there is one.</summary>
    public int Resamples { get; init; }

    /// <summary>Seed of the bootstrap.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The most threads; 0 for all cores. Changes no byte of the result.</summary>
    public int MaxThreads { get; init; }

    /// <summary>These options with <paramref name="resamples"/> of the bootstrap.</summary>
    public static IntervalOptions Bootstrap(int resamples = 2000, ulong seed = 1) => new() { Resamples = resamples, Seed = seed };

    internal static IntervalOptions Checked(IntervalOptions? options)
    {
        options ??= Default;
        if (!(options.Confidence > 0 && options.Confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.Confidence, "A confidence is between 0 and 1.");
        if (options.Resamples < 0 || options.MaxThreads < 0)
            throw new ArgumentOutOfRangeException(nameof(options), options.Resamples, "Resamples and threads are at least 0.");
        return options;
    }
}

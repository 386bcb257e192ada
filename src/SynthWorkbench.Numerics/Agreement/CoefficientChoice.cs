using System.Collections.Immutable;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>The coefficients.</summary>
public enum AgreementCoefficient
{
    /// <summary>Percent agreement.</summary>
    Percent,

    /// <summary>Krippendorff's alpha on the declared scale.</summary>
    Alpha,

    /// <summary>Gwet's AC1.</summary>
    Ac1,

    /// <summary>Gwet's AC2: quadratic weights, of a ratio scale ratio weights.</summary>
    Ac2,

    /// <summary>Cohen's kappa.</summary>
    Cohen,

    /// <summary>Cohen's kappa with linear weights.</summary>
    CohenLinear,

    /// <summary>Cohen's kappa with quadratic weights.</summary>
    CohenQuadratic,

    /// <summary>Light's kappa.</summary>
    Light,

    /// <summary>Fleiss' kappa.</summary>
    Fleiss,

    /// <summary>Brennan and Prediger's coefficient.</summary>
    BrennanPrediger,

    /// <summary>ICC(1,1).</summary>
    IccOneWaySingle,

    /// <summary>ICC(2,1).</summary>
    IccTwoWaySingle,

    /// <summary>ICC(3,1).</summary>
    IccFixedSingle,

    /// <summary>ICC(1,k).</summary>
    IccOneWayMean,

    /// <summary>ICC(2,k).</summary>
    IccTwoWayMean,

    /// <summary>ICC(3,k).</summary>
    IccFixedMean,
}

/// <summary>A coefficient to report, and why it and not another.</summary>
/// <param name="Coefficient">The coefficient.</param>
/// <param name="Reason">One sentence.</param>
public sealed record CoefficientRecommendation(AgreementCoefficient Coefficient, string Reason);

/// <summary>Which coefficient for which scale: of a scale and whether answers are missing, the ones to report, the leading one first.</summary>
public static class CoefficientChoice
{
    private const string GapsFew = "Some reviewers left items out, and this allows gaps where kappa and the ICC do not.";

    /// <summary>The choice for a table as it is.</summary>
    public static ImmutableArray<CoefficientRecommendation> For(RatingTable table, RatingScale scale) => For(scale, !table.IsComplete, table.Counts.ActiveRaters);

    /// <summary>The choice for a scale.</summary>
    /// <param name="scale">The declared scale.</param>
    /// <param name="missing">Whether some reviewer left out some item.</param>
    /// <param name="raters">The number of reviewers; kappa is of two.</param>
    public static ImmutableArray<CoefficientRecommendation> For(RatingScale scale, bool missing, int raters) => scale switch
    {
        RatingScale.Nominal =>
        [
            new(AgreementCoefficient.Alpha, missing ? GapsFew : "Categories without order: alpha takes off what the pooled shares of the categories would give, for any number of reviewers."),
            new(AgreementCoefficient.Ac1, "Where one category prevails alpha falls although reviewers agree; AC1 does not, and the two together show it."),
            new(AgreementCoefficient.Percent, "The plain share of agreeing pairs is what everybody understands, and says how much there was to correct."),
        ],
        RatingScale.Ordinal =>
        [
            new(AgreementCoefficient.Alpha, missing ? GapsFew : "Ordered categories: ordinal alpha counts a near miss less than a far one, without taking the steps for equal."),
            missing || raters != 2
                ? new(AgreementCoefficient.Ac2, "Weights by distance on the declared scale; stays steady where one category prevails.")
                : new(AgreementCoefficient.CohenQuadratic, "Two reviewers who both rated everything: quadratic kappa takes each one's own shares into account and is widely known."),
        ],
        _ when missing => [new(AgreementCoefficient.Alpha, GapsFew), new(AgreementCoefficient.Ac2, "Weights by distance; allows gaps too, and stays steady where one value prevails.")],
        _ =>
        [
            new(AgreementCoefficient.IccTwoWaySingle, "Numbers that one reviewer will give in future: ICC(2,1) is the share of their variance that is the item's, severity of reviewers counted as error."),
            new(AgreementCoefficient.IccTwoWayMean, "Numbers that are averaged over these many reviewers: ICC(2,k) is the reliability of that mean."),
        ],
    };
}

/// <summary>How far agreement carries.</summary>
public enum AgreementBand
{
    /// <summary>Not defined, or without an interval to judge by.</summary>
    Unknown,

    /// <summary>Below 0.667: do not rely on it.</summary>
    Low,

    /// <summary>0.667 to below 0.80: tentative conclusions only.</summary>
    Tentative,

    /// <summary>0.80 and above.</summary>
    Good,
}

/// <summary>Krippendorff's bands, made for alpha and used for coefficients like it, held against the lower limit of the interval: a value of 0.85 that may as well be 0.5 is not good.</summary>
/// <remarks>Krippendorff, Content Analysis, 4th ed. (2018), section 12.3.</remarks>
public static class AgreementBands
{
    /// <summary>From here on conclusions may be drawn.</summary>
    public const double Good = 0.8;

    /// <summary>From here on tentative conclusions.</summary>
    public const double Tentative = 2.0 / 3;

    /// <summary>The band of a result's lower limit.</summary>
    public static AgreementBand Of(AgreementResult result) =>
        result.Low is not { } low ? AgreementBand.Unknown : low >= Good ? AgreementBand.Good : low >= Tentative ? AgreementBand.Tentative : AgreementBand.Low;

    /// <summary>The band in a sentence.</summary>
    public static string Sentence(AgreementResult result) => Of(result) switch
    {
        AgreementBand.Good => $"Good: even the lower limit, {result.Low:0.00}, reaches 0.80.",
        AgreementBand.Tentative => $"Tentative: the lower limit, {result.Low:0.00}, reaches 0.667 but not 0.80.",
        AgreementBand.Low when result.Value >= Tentative => $"Not established: the value is {result.Value:0.00}, but the lower limit, {result.Low:0.00}, is below 0.667; more items would narrow the interval.",
        AgreementBand.Low => $"Low: the lower limit, {result.Low:0.00}, is below 0.667.",
        _ => result.Reason ?? result.Note ?? "There is no interval to judge by.",
    };
}

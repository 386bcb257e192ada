using System.Collections.Immutable;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>A coefficient of a report.</summary>
/// <param name="Coefficient">Which.</param>
/// <param name="Name">As a reader knows it.</param>
/// <param name="Result">Value, interval, numbers, reason.</param>
public sealed record AgreementLine(AgreementCoefficient Coefficient, string Name, AgreementResult Result)
{
    /// <summary>The band of the lower limit; unknown of percent agreement, which takes nothing off for chance and for which no band was made.</summary>
    public AgreementBand Band => Coefficient == AgreementCoefficient.Percent ? AgreementBand.Unknown : AgreementBands.Of(Result);
}

/// <summary>All coefficients that fit a scale, with the choice among them.</summary>
/// <param name="Scale">The declared scale.</param>
/// <param name="Lines">The coefficients; those that the data do not allow with their reason.</param>
/// <param name="Choice">Which to report and why, the leading one first.</param>
/// <param name="Explanation">Nominal: why coefficients differ.</param>
/// <param name="Limits">Numbers of two reviewers: limits of agreement.</param>
public sealed record AgreementReport(RatingScale Scale, ImmutableArray<AgreementLine> Lines, ImmutableArray<CoefficientRecommendation> Choice, AgreementExplanation? Explanation, BlandAltman? Limits)
{
    /// <summary>Above so many steps (pairs of raters × units × resamples) Light's kappa goes without an interval: seconds for a coefficient that others replace.</summary>
    private const double MostLightSteps = 1e9;

    /// <summary>The result of a coefficient; null where it does not fit the scale.</summary>
    public AgreementResult? this[AgreementCoefficient coefficient] => Lines.FirstOrDefault(l => l.Coefficient == coefficient)?.Result;

    /// <summary>Computes the report; with <paramref name="only"/> the coefficients named and no others; with resamples in <paramref name="options"/> the intervals are the bootstrap's, but those of the ICC, which are F's.</summary>
    /// <exception cref="ArgumentException">Interval or ratio without numbers, or ratio with a negative one.</exception>
    public static AgreementReport Of(RatingTable table, RatingScale scale, IntervalOptions? options = null, IReadOnlyCollection<AgreementCoefficient>? only = null)
    {
        options = IntervalOptions.Checked(options);
        var lines = ImmutableArray.CreateBuilder<AgreementLine>();
        bool numeric = scale is RatingScale.Interval or RatingScale.Ratio;
        Add(AgreementCoefficient.Percent, "Percent agreement", () => PercentAgreement.Of(table, options));
        Add(AgreementCoefficient.Alpha, $"Krippendorff's alpha, {scale.ToString().ToLowerInvariant()}", () => KrippendorffAlpha.Of(table, scale, options));
        if (numeric)
            AddIcc();
        if (table.Categories.Length > AgreementWeights.MostCategories)
        {
            string reason = $"{table.Categories.Length:N0} categories are more than the {AgreementWeights.MostCategories:N0} of a scale with weights. Round numbers, merge categories, or read the others.";
            Add(scale == RatingScale.Nominal ? AgreementCoefficient.Ac1 : AgreementCoefficient.Ac2, scale == RatingScale.Nominal ? "Gwet's AC1" : "Gwet's AC2", () => new AgreementResult { Units = table.Counts.Paired, Ratings = table.Ratings, Reason = reason });
        }
        else if (scale == RatingScale.Nominal)
        {
            AddNominal();
        }
        else
        {
            AddWeighted();
        }

        return new AgreementReport(scale, lines.ToImmutable(), CoefficientChoice.For(table, scale), only is null && scale == RatingScale.Nominal && table.Categories.Length <= AgreementWeights.MostCategories ? AgreementExplanation.Of(table) : null, only is null && numeric && table.Raters == 2 ? LimitsOf(table) : null);

        bool IsAsked(AgreementCoefficient coefficient) => only is null || only.Contains(coefficient);

        void Add(AgreementCoefficient coefficient, string name, Func<AgreementResult> result)
        {
            if (IsAsked(coefficient))
                lines.Add(new AgreementLine(coefficient, name, result()));
        }

        void AddNominal()
        {
            Add(AgreementCoefficient.Ac1, "Gwet's AC1", () => GwetAc.Of(table, null, options));
            if (table.Raters == 2)
                Add(AgreementCoefficient.Cohen, "Cohen's kappa", () => CohenKappa.Of(table, null, options));
            else
                AddLight(AgreementWeights.Identity(table.Categories.Length));
            Add(AgreementCoefficient.Fleiss, "Fleiss' kappa", () => FleissKappa.Of(table, null, options));
            Add(AgreementCoefficient.BrennanPrediger, "Brennan-Prediger", () => BrennanPrediger.Of(table, null, options));
        }

        void AddWeighted()
        {
            int q = table.Categories.Length;
            var quadratic = numeric ? AgreementWeights.Quadratic(table.Values.AsSpan()) : AgreementWeights.Quadratic(q);
            var linear = numeric ? AgreementWeights.Linear(table.Values.AsSpan()) : AgreementWeights.Linear(q);
            var chosen = scale == RatingScale.Ratio ? AgreementWeights.Ratio(table.Values.AsSpan()) : quadratic;
            Add(AgreementCoefficient.Ac2, $"Gwet's AC2, {chosen.Name} weights", () => GwetAc.Of(table, chosen, options));
            if (table.Raters == 2)
            {
                Add(AgreementCoefficient.CohenLinear, "Cohen's kappa, linear weights", () => CohenKappa.Of(table, linear, options));
                Add(AgreementCoefficient.CohenQuadratic, "Cohen's kappa, quadratic weights", () => CohenKappa.Of(table, quadratic, options));
            }
            else
            {
                AddLight(quadratic);
            }

            Add(AgreementCoefficient.Fleiss, $"Fleiss' kappa, {chosen.Name} weights", () => FleissKappa.Of(table, chosen, options));
        }

        void AddLight(AgreementWeights weights)
        {
            if (!IsAsked(AgreementCoefficient.Light))
                return;
            bool slow = table.Raters * (table.Raters - 1.0) / 2 * table.Units * options.Resamples > MostLightSteps;
            var light = LightKappa.Of(table, weights, slow ? options with { Resamples = 0 } : options);
            Add(AgreementCoefficient.Light, weights.IsIdentity ? "Light's kappa" : "Light's kappa, quadratic weights",
                () => slow && light.Value is not null ? light with { Note = $"No interval: {table.Raters} reviewers make too many pairs to resample in seconds." } : light);
        }

        void AddIcc()
        {
            var icc = IntraclassCorrelation.Of(table, options.Confidence);
            Add(AgreementCoefficient.IccOneWaySingle, "ICC(1,1)", () => icc.OneWaySingle);
            Add(AgreementCoefficient.IccTwoWaySingle, "ICC(2,1)", () => icc.TwoWaySingle);
            Add(AgreementCoefficient.IccFixedSingle, "ICC(3,1)", () => icc.FixedSingle);
            Add(AgreementCoefficient.IccOneWayMean, "ICC(1,k)", () => icc.OneWayMean);
            Add(AgreementCoefficient.IccTwoWayMean, "ICC(2,k)", () => icc.TwoWayMean);
            Add(AgreementCoefficient.IccFixedMean, "ICC(3,k)", () => icc.FixedMean);
        }
    }

    private static BlandAltman LimitsOf(RatingTable table)
    {
        double[] first = new double[table.Units], second = new double[table.Units];
        for (int u = 0; u < first.Length; u++)
        {
            first[u] = Number(u, 0);
            second[u] = Number(u, 1);
        }

        return BlandAltman.Of(first, second);

        double Number(int unit, int rater) => table[unit, rater] is var code and >= 0 ? table.Values[code] : double.NaN;
    }
}

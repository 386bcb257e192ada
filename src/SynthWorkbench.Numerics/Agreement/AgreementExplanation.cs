namespace SynthWorkbench.Numerics.Agreement;

/// <summary>Why two coefficients over the same nominal ratings differ: they take different agreement by chance off the same observed one.</summary>
/// <param name="Coefficient">The one that is compared with AC1: Cohen's kappa of two reviewers, else Krippendorff's alpha.</param>
/// <param name="Observed">Percent agreement, 0 to 1.</param>
/// <param name="Value">The value of <paramref name="Coefficient"/>; null where it is undefined, as all below.</param>
/// <param name="Chance">What it takes for agreement by chance, 0 to 1.</param>
/// <param name="Ac1">AC1.</param>
/// <param name="Ac1Chance">What AC1 takes for agreement by chance, 0 to 1.</param>
/// <param name="Category">The category that most ratings are.</param>
/// <param name="Prevalence">Its mean share, 0 to 1.</param>
/// <param name="Sentences">Two sentences for a reader.</param>
public sealed record AgreementExplanation(AgreementCoefficient Coefficient, double? Observed, double? Value, double? Chance, double? Ac1, double? Ac1Chance, string? Category, double? Prevalence, string Sentences)
{
    private const double Notable = 0.05;

    /// <summary>The explanation of the data at hand.</summary>
    /// <remarks>The paradox: Feinstein and Cicchetti, Journal of Clinical Epidemiology 43 (1990); the other chance term: Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008).</remarks>
    public static AgreementExplanation Of(RatingTable table)
    {
        bool two = table.Raters == 2 && table.Counts.Units == table.Counts.Paired;
        var which = two ? AgreementCoefficient.Cohen : AgreementCoefficient.Alpha;
        double? observed = PercentAgreement.Of(table).Value;
        var ac1 = GwetAc.Of(table);
        double? value, chance;
        if (two)
        {
            var kappa = CohenKappa.Of(table);
            (value, chance) = (kappa.Value, kappa.Chance);
        }
        else
        {
            var alpha = KrippendorffAlpha.Of(table, RatingScale.Nominal);
            (value, chance) = (alpha.Value, 1 - alpha.ExpectedDisagreement);
        }

        if (value is null || ac1.Value is null)
            return new AgreementExplanation(which, observed, null, null, null, null, null, null, ac1.Reason ?? "There is nothing to compare.");
        double[] shares = new double[table.Categories.Length];
        int[] once = new int[table.Units];
        Array.Fill(once, 1);
        new WeightedAgreementStatistic(table, AgreementWeights.Identity(shares.Length), ChanceModel.None).Terms(once, shares);
        int most = Array.IndexOf(shares, shares.Max());
        string name = two ? "kappa" : "alpha";
        string first = $"Reviewers agree in {observed:P1} of pairs; {name} is {value:0.00} and AC1 {ac1.Value:0.00}, because {name} takes {chance:P1} for agreement by chance and AC1 {ac1.Chance:P1}.";
        string second = Math.Abs(ac1.Value.Value - value.Value) < Notable
            ? $"They hardly differ: \"{table.Categories[most]}\" is {shares[most]:P1} of the ratings, and no category prevails so much that the chance terms part."
            : $"\"{table.Categories[most]}\" is {shares[most]:P1} of the ratings: {name} supposes that reviewers who guess would meet there anyway, AC1 that only ratings in doubt are guessed, so say which one you report and judge the rarer answers by items chosen to hold them.";
        return new AgreementExplanation(which, observed, value, chance, ac1.Value, ac1.Chance, table.Categories[most], shares[most], $"{first} {second}");
    }
}

namespace SynthWorkbench.Numerics.Agreement.Rasch;

/// <summary>The facets of a rating.</summary>
public enum Facet
{
    /// <summary>What is rated.</summary>
    Item,

    /// <summary>The question it is rated on.</summary>
    Criterion,

    /// <summary>Who rates it.</summary>
    Reviewer,
}

/// <summary>How an element's measure was come by.</summary>
public enum MeasureKind
{
    /// <summary>Estimated with all others.</summary>
    Estimated,

    /// <summary>All its ratings are in the lowest category: its measure is that of 0.3 points more, set after the fit.</summary>
    Lowest,

    /// <summary>All its ratings are in the highest category: its measure is that of 0.3 points less, set after the fit.</summary>
    Highest,

    /// <summary>It has no ratings: the mean, with an infinite interval.</summary>
    Unobserved,
}

/// <summary>One item, criterion or reviewer.</summary>
/// <param name="Kind">How the measure was come by.</param>
/// <param name="Ratings">Number of its ratings.</param>
/// <param name="ObservedMean">Mean category of its ratings, from 0; 0 without ratings.</param>
/// <param name="Measure">In logits: quality of an item, hardness of a criterion, severity of a reviewer.</param>
/// <param name="ModelError">Standard error as if all other measures were known, as Rasch programs print it.</param>
/// <param name="StandardError">Standard error with all other measures estimated from the same ratings; for a criterion or reviewer that of the difference from the mean of its facet.</param>
/// <param name="Infit">Mean squared residual weighted by information: 1 expected, above 1 erratic, below 1 too regular; null unless estimated.</param>
/// <param name="Outfit">Mean squared standardised residual, more sensitive to surprises far from expectation; null unless estimated.</param>
/// <param name="FairMean">Expected category, from 0, of this element beside average elements of the other facets: for an item the score adjusted for the severity of who rated it.</param>
public sealed record FacetElement(
    MeasureKind Kind, int Ratings, double ObservedMean, double Measure, double ModelError, double StandardError, double? Infit, double? Outfit, double FairMean)
{
    /// <summary>Lower end of the 95 % interval of the measure.</summary>
    public double Low => Measure - 1.959963984540054 * StandardError;

    /// <summary>Upper end of the 95 % interval of the measure.</summary>
    public double High => Measure + 1.959963984540054 * StandardError;
}

/// <summary>What the model expects of a rating.</summary>
/// <param name="Mean">Expected category, from 0.</param>
/// <param name="Variance">Variance of the category, above 0.</param>
public readonly record struct ExpectedRating(double Mean, double Variance)
{
    /// <summary>How many standard deviations a category lies above expectation: what a chart of drift is fed.</summary>
    public double Residual(int category) => (category - Mean) / Math.Sqrt(Variance);
}

/// <summary>What <see cref="ManyFacetRasch"/> found.</summary>
/// <param name="Fitted">False when the ratings do not allow it: then the lists are empty, and the reason says what to do.</param>
/// <param name="Items">Each item.</param>
/// <param name="Criteria">Each criterion.</param>
/// <param name="Reviewers">Each reviewer.</param>
/// <param name="UsedCategories">The categories that estimation could use, ascending; others were never given, or only by elements with all ratings at one end.</param>
/// <param name="Steps">For each used category but the first: the measure at which it is as likely as the one before it. They sum to 0.</param>
/// <param name="LogLikelihood">Natural logarithm of the probability of the ratings used; 0 when not fitted.</param>
/// <param name="Iterations">Steps done.</param>
/// <param name="Converged">Whether the fit settled.</param>
/// <param name="Reason">What is lacking or weak and what to do about it; null when nothing is.</param>
public sealed record ManyFacetRaschFit(
    bool Fitted, IReadOnlyList<FacetElement> Items, IReadOnlyList<FacetElement> Criteria, IReadOnlyList<FacetElement> Reviewers, IReadOnlyList<int> UsedCategories, double[] Steps,
    double LogLikelihood, int Iterations, bool Converged, string? Reason)
{
    /// <summary>What is expected of a rating, seen or not: compare later ratings with it to see drift.</summary>
    /// <exception cref="InvalidOperationException">The model is not fitted.</exception>
    public ExpectedRating Expect(int item, int criterion, int reviewer) => Expect(Items[Fit(item)].Measure - Criteria[criterion].Measure - Reviewers[reviewer].Measure);

    /// <summary>What is expected at a difference of quality and hardness and severity, in logits.</summary>
    /// <exception cref="InvalidOperationException">The model is not fitted.</exception>
    public ExpectedRating Expect(double logits)
    {
        Fit(0);
        double[] probabilities = new double[Steps.Length + 1];
        RatingScaleModel.Probabilities(logits, Steps, probabilities);
        double mean = 0, square = 0;
        for (int k = 0; k < probabilities.Length; k++)
        {
            mean += probabilities[k] * UsedCategories[k];
            square += probabilities[k] * UsedCategories[k] * UsedCategories[k];
        }

        return new ExpectedRating(mean, Math.Max(1e-12, square - mean * mean));
    }

    /// <summary>
    /// How far a reviewer's later ratings of one measured item lie from what the fit expects, in standard deviations: positive for more severe, about standard normal while nothing changes. The item's own standard error is
    /// counted, the reviewer's is not: a chart that is fed many of these alarms more often than declared where severity was measured from few ratings.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="reviewer">The reviewer.</param>
    /// <param name="ratings">Criterion and category, from 0, of each of the ratings, at least one.</param>
    /// <exception cref="InvalidOperationException">The model is not fitted.</exception>
    /// <exception cref="ArgumentException">There is no rating.</exception>
    public double SeverityResidual(int item, int reviewer, IEnumerable<(int Criterion, int Category)> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        double below = 0, variance = 0;
        foreach (var (criterion, category) in ratings)
        {
            var expected = Expect(item, criterion, reviewer);
            below += expected.Mean - category;
            variance += expected.Variance;
        }

        if (variance == 0)
            throw new ArgumentException("A residual is of at least one rating.", nameof(ratings));

        // An error of the item's measure moves all its expectations together, by the sum of their variances for each logit.
        double error = double.IsFinite(Items[item].StandardError) ? Items[item].StandardError : 0;
        return below / Math.Sqrt(variance + Math.Pow(variance * error, 2));
    }

    private int Fit(int index) => Fitted ? index : throw new InvalidOperationException($"Nothing can be expected: {Reason}");
}

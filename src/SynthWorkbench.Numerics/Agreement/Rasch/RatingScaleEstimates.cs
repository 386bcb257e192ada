namespace SynthWorkbench.Numerics.Agreement.Rasch;

/// <summary>Ratings without gaps, ready for estimation: every index occurs, categories are consecutive, ratings are in the order of items.</summary>
internal sealed record CompactRatings(int Items, int Criteria, int Reviewers, int Steps, FacetRating[] Ratings);

/// <summary>Estimates of the rating scale model, criteria, reviewers and steps each summing to 0.</summary>
/// <param name="Item">Quality.</param>
/// <param name="Criterion">Hardness.</param>
/// <param name="Reviewer">Severity.</param>
/// <param name="Step">Thresholds.</param>
/// <param name="ItemError">Standard errors with all else estimated.</param>
/// <param name="OtherError">The same of criteria and then reviewers, each of the difference from its facet's mean.</param>
/// <param name="LogLikelihood">At the estimates.</param>
/// <param name="Iterations">Newton steps.</param>
/// <param name="Converged">Whether a finite maximum was found.</param>
internal sealed record RatingScaleEstimates(
    double[] Item, double[] Criterion, double[] Reviewer, double[] Step, double[] ItemError, double[] OtherError, double LogLikelihood, int Iterations, bool Converged);

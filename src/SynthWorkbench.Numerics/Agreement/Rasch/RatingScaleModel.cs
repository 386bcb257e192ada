namespace SynthWorkbench.Numerics.Agreement.Rasch;

/// <summary>The rating scale model, its joint maximum likelihood and its adjusted profile likelihood.</summary>
/// <remarks>
/// Andrich, Psychometrika 43 (1978), with facets after Linacre, "Many-Facet Rasch Measurement" (1989), chapter 4. The likelihood is concave and all parameters are linear in it: Newton's method converges in few steps. Items,
/// of which each rating has one, are eliminated from every system (Schur complement). O(iterations x (ratings x steps² + items x m² + m³)) with m = criteria + reviewers + steps.
/// Each item brings a parameter of its own and few ratings, which carries the others too far from 0 (Neyman and Scott, Econometrica 16 (1948)). Conditioning on the totals of the items would remove that. Half the logarithm of
/// the items' information, added to the profile likelihood, is the saddlepoint approximation of that conditional likelihood: Barndorff-Nielsen and Cox, "Edgeworth and saddle-point approximations with statistical applications",
/// JRSS B 41 (1979), section 5; Davison, "Approximate conditional inference in generalized linear models", JRSS B 50 (1988), section 2.
/// </remarks>
internal static class RatingScaleModel
{
    internal const int MostIterations = 200;

    /// <summary>Probabilities of the categories at a difference of quality, hardness and severity.</summary>
    public static void Probabilities(double logits, ReadOnlySpan<double> steps, Span<double> probabilities)
    {
        double log = 0, most = 0, sum = 0;
        probabilities[0] = 0;
        for (int k = 1; k < probabilities.Length; k++)
        {
            log += logits - steps[k - 1];
            probabilities[k] = log;
            most = Math.Max(most, log);
        }

        for (int k = 0; k < probabilities.Length; k++)
            sum += probabilities[k] = Math.Exp(probabilities[k] - most);
        for (int k = 0; k < probabilities.Length; k++)
            probabilities[k] /= sum;
    }

    /// <summary>Mean and variance of the category.</summary>
    public static (double Mean, double Variance) Moments(ReadOnlySpan<double> probabilities)
    {
        double mean = 0, variance = 0;
        for (int k = 1; k < probabilities.Length; k++)
            mean += k * probabilities[k];
        for (int k = 0; k < probabilities.Length; k++)
            variance += (k - mean) * (k - mean) * probabilities[k];
        return (mean, variance);
    }

    /// <summary>Whether ratings can tell items, criteria and reviewers apart at all: the design has full rank but for the two shifts that centring settles.</summary>
    public static bool Identified(CompactRatings ratings)
    {
        int m = ratings.Criteria + ratings.Reviewers;
        double[] matrix = new double[m * m], item = new double[m];
        for (int from = 0; from < ratings.Ratings.Length;)
        {
            Array.Clear(item);
            int to = from;
            for (; to < ratings.Ratings.Length && ratings.Ratings[to].Item == ratings.Ratings[from].Item; to++)
            {
                int d = ratings.Ratings[to].Criterion, c = ratings.Criteria + ratings.Ratings[to].Reviewer;
                item[d]++;
                item[c]++;
                matrix[d * m + d]++;
                matrix[c * m + c]++;
                matrix[d * m + c]++;
                matrix[c * m + d]++;
            }

            CentredSystem.Eliminate(matrix, item, to - from);
            from = to;
        }

        CentredSystem.Centre(matrix, m, ratings.Criteria, ratings.Reviewers, 0);
        return CentredSystem.PositiveDefinite(matrix, m);
    }

    /// <summary>Maximises the likelihood of all parameters together and then, if asked, the adjusted profile likelihood of all but the items.</summary>
    public static RatingScaleEstimates Fit(CompactRatings ratings, bool adjusted)
    {
        var state = new RatingScaleState(ratings);
        double likelihood = state.LogLikelihood(state.Parameters);
        bool converged = false;
        int iterations = 0;
        while (!converged && iterations < MostIterations)
        {
            iterations++;
            if (state.Direction() is not { } direction)
                break;
            double largest = direction.Max(Math.Abs), scale = Math.Min(1, 2 / Math.Max(largest, 1e-300));
            converged = largest < 1e-10;
            bool climbed = false;
            for (int halving = 0; halving < 40 && !climbed; halving++, scale /= 2)
            {
                double[] there = [.. state.Parameters.Zip(direction, (p, d) => p + scale * d)];
                double value = state.LogLikelihood(there);
                if (value < likelihood && largest > 1e-6)
                    continue;
                (state.Parameters, likelihood, climbed) = (there, value, true);
            }

            // Rounding alone stands between this and the maximum.
            converged |= !climbed && largest < 1e-6;
            if (!climbed || state.Parameters.Max(Math.Abs) > 40)
                break;
        }

        converged &= state.Parameters.Max(Math.Abs) <= 40;
        if (converged && adjusted)
        {
            converged = state.Adjust(ref iterations);
            likelihood = state.LogLikelihood(state.Parameters);
        }

        return state.Estimates(likelihood, iterations, converged, adjusted);
    }
}

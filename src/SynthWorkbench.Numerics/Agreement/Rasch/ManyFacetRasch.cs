namespace SynthWorkbench.Numerics.Agreement.Rasch;

/// <summary>What <see cref="ManyFacetRasch"/> maximises.</summary>
public enum RaschEstimation
{
    /// <summary>
    /// The profile likelihood of severity, hardness and steps with the correction that approximates conditioning on the items' totals. Nearly free of the bias of <see cref="Joint"/>, which grows with fewer ratings an item,
    /// and its intervals hold what they promise.
    /// </summary>
    Adjusted,

    /// <summary>The joint likelihood of all measures, as FACETS and the worked examples of the literature do. Spreads measures too far where items have few ratings.</summary>
    Joint,
}

/// <summary>How <see cref="ManyFacetRasch"/> estimates and reports.</summary>
/// <param name="Floating">The facet that is not centred at 0. By default items: then a severity of 0 is the panel's mean.</param>
/// <param name="Estimation">What is maximised.</param>
public sealed record ManyFacetRaschOptions(Facet Floating = Facet.Item, RaschEstimation Estimation = RaschEstimation.Adjusted);

/// <summary>
/// The many-facet Rasch model with one rating scale: the log odds of category k beside k - 1 are quality of the item less hardness of the criterion less severity of the reviewer less step k. Separates who was judged from
/// who judged, so that scores can be adjusted for severity.
/// </summary>
/// <remarks>
/// Linacre, "Many-Facet Rasch Measurement" (1989), chapters 3 to 5; fit statistics: Wright and Masters, "Rating Scale Analysis" (1982), chapter 5. Elements whose ratings are all in one end category have no finite
/// estimate: they are set aside, again until none is left, and get the measure of a score 0.3 points inside the range afterwards. Cost: about thirty passes over the ratings
/// and, for the intervals of the adjusted estimate, one more for each criterion, reviewer and step.
/// </remarks>
public static class ManyFacetRasch
{
    private const double ExtremeAdjustment = 0.3;

    /// <summary>Fits the model.</summary>
    public static ManyFacetRaschFit Fit(FacetRatings ratings, ManyFacetRaschOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new ManyFacetRaschOptions();
        if (ratings.Count == 0)
            return Unfitted("There are no ratings: let at least two reviewers rate the same items.");
        if (ratings.All.ToArray().Select(r => r.Category).Distinct().Count() == 1)
            return Unfitted("All ratings are in one category: reviewers differ only where ratings do; add items of other quality, or reword the scale.");
        if (ratings.All.ToArray().Select(r => r.Reviewer).Distinct().Count() == 1)
            return Unfitted("All ratings are of one reviewer: severity is a difference between reviewers; let a second rate the same items.");

        var trimmed = new Trimming(ratings);
        if (trimmed.Rest.Length == 0)
            return Unfitted("Every rating is of an element that has only lowest or only highest ratings: no difference can be measured; add items and reviewers that use the middle of the scale.");
        var compact = trimmed.Compact();
        if (compact.Reviewers == 1)
            return Unfitted("All reviewers but one gave only lowest or only highest ratings: severity is a difference between reviewers; let others rate the same items.");
        if (Disconnected(compact) is { } reason)
            return Unfitted(reason);

        var estimates = RatingScaleModel.Fit(compact, options.Estimation == RaschEstimation.Adjusted);
        if (!estimates.Converged)
            return Unfitted("The ratings are so few or so regular that no finite measures explain them best: let more items be rated by several reviewers.") with { Iterations = estimates.Iterations };
        return new Report(ratings, trimmed, compact, estimates, options).Fit();
    }

    private static ManyFacetRaschFit Unfitted(string reason) => new(false, [], [], [], [], [], 0, 0, false, reason);

    /// <summary>Why measures cannot be compared; null when they can. Two facets of which groups share nothing can be shifted against each other without any rating becoming less likely.</summary>
    private static string? Disconnected(CompactRatings ratings)
    {
        int groups = Groups(ratings.Items, ratings.Reviewers, r => r.Item, r => r.Reviewer);
        if (groups > 1)
            return $"The reviewers fall into {groups} groups that share no item: how severe one group is beside another cannot be told. Let reviewers of different groups rate some items in common.";
        groups = Groups(ratings.Items, ratings.Criteria, r => r.Item, r => r.Criterion);
        if (groups > 1)
            return $"The criteria fall into {groups} groups that share no item: their hardness cannot be told from the quality of their items. Let some items be rated on criteria of every group.";
        groups = Groups(ratings.Criteria, ratings.Reviewers, r => r.Criterion, r => r.Reviewer);
        if (groups > 1)
            return $"The reviewers fall into {groups} groups that share no criterion: their severity cannot be told from the hardness of their criteria. Let reviewers of different groups rate a criterion in common.";
        return RatingScaleModel.Identified(ratings)
            ? null
            : "Items, criteria and reviewers are entangled: some combination of quality, hardness and severity can be shifted without any rating becoming less likely. Let reviewers rate more items and criteria in common.";

        int Groups(int first, int second, Func<FacetRating, int> a, Func<FacetRating, int> b)
        {
            int[] parent = [.. Enumerable.Range(0, first + second)];
            foreach (var rating in ratings.Ratings)
                parent[Root(a(rating))] = Root(first + b(rating));
            return Enumerable.Range(0, parent.Length).Count(i => parent[i] == i);

            int Root(int i)
            {
                while (parent[i] != i)
                    i = parent[i] = parent[parent[i]];
                return i;
            }
        }
    }

    /// <summary>Sets aside elements that have only ratings at one end of the scale, and categories that nobody is left to have given, until none remain.</summary>
    private sealed class Trimming
    {
        public Trimming(FacetRatings ratings)
        {
            int[] sizes = [ratings.Items, ratings.Criteria, ratings.Reviewers];
            Kinds = Array.ConvertAll(sizes, size => new MeasureKind[size]);
            Rest = ratings.All.ToArray();
            for (int facet = 0; facet < 3; facet++)
            {
                bool[] seen = new bool[sizes[facet]];
                foreach (var rating in Rest)
                    seen[IndexOf(rating, facet)] = true;
                for (int i = 0; i < seen.Length; i++)
                    Kinds[facet][i] = seen[i] ? MeasureKind.Estimated : MeasureKind.Unobserved;
            }

            while (true)
            {
                Categories = [.. Rest.Select(r => r.Category).Distinct().Order()];
                if (Categories.Length < 2)
                {
                    // Nothing varies any more.
                    Rest = [];
                    return;
                }

                var found = new List<(int Facet, int Index)>();
                for (int facet = 0; facet < 3; facet++)
                {
                    bool[] above = new bool[sizes[facet]], below = new bool[sizes[facet]];
                    foreach (var rating in Rest)
                    {
                        above[IndexOf(rating, facet)] |= rating.Category > Categories[0];
                        below[IndexOf(rating, facet)] |= rating.Category < Categories[^1];
                    }

                    foreach (int i in Rest.Select(r => IndexOf(r, facet)).Distinct())
                    {
                        if (above[i] && below[i])
                            continue;
                        Kinds[facet][i] = above[i] ? MeasureKind.Highest : MeasureKind.Lowest;
                        found.Add((facet, i));
                    }
                }

                if (found.Count == 0)
                    return;
                Order.AddRange(found);
                Rest = [.. Rest.Where(r => Enumerable.Range(0, 3).All(f => Kinds[f][IndexOf(r, f)] == MeasureKind.Estimated))];
            }
        }

        public MeasureKind[][] Kinds { get; }

        public FacetRating[] Rest { get; private set; }

        public int[] Categories { get; private set; } = [];

        /// <summary>What was set aside, first to last.</summary>
        public List<(int Facet, int Index)> Order { get; } = [];

        /// <summary>For each facet the element of each index of the compact ratings.</summary>
        public int[][] Elements { get; private set; } = [];

        public CompactRatings Compact()
        {
            // An element may lose all its ratings to others that were set aside; then the rest knows nothing of it.
            for (int facet = 0; facet < 3; facet++)
            {
                var left = Rest.Select(r => IndexOf(r, facet)).ToHashSet();
                for (int i = 0; i < Kinds[facet].Length; i++)
                {
                    if (Kinds[facet][i] == MeasureKind.Estimated && !left.Contains(i))
                        Kinds[facet][i] = MeasureKind.Unobserved;
                }
            }

            Elements = [.. Enumerable.Range(0, 3).Select(f => Enumerable.Range(0, Kinds[f].Length).Where(i => Kinds[f][i] == MeasureKind.Estimated).ToArray())];
            int[][] index = [.. Enumerable.Range(0, 3).Select(f => new int[Kinds[f].Length])];
            for (int facet = 0; facet < 3; facet++)
            {
                for (int i = 0; i < Elements[facet].Length; i++)
                    index[facet][Elements[facet][i]] = i;
            }

            FacetRating[] compact = Array.ConvertAll(Rest, r => new FacetRating(index[0][r.Item], index[1][r.Criterion], index[2][r.Reviewer], Array.BinarySearch(Categories, r.Category)));
            return new CompactRatings(Elements[0].Length, Elements[1].Length, Elements[2].Length, Categories.Length - 1, compact);
        }
    }

    private static int IndexOf(in FacetRating rating, int facet) => facet switch { 0 => rating.Item, 1 => rating.Criterion, _ => rating.Reviewer };

    /// <summary>Measures, errors, fit and fair scores of every element.</summary>
    private sealed class Report
    {
        private readonly FacetRatings _ratings;
        private readonly Trimming _trimmed;
        private readonly CompactRatings _compact;
        private readonly RatingScaleEstimates _estimates;
        private readonly ManyFacetRaschOptions _options;
        private readonly double[] _probabilities;

        /// <summary>Facets x elements, before correction.</summary>
        private readonly double?[][] _measures;

        public Report(FacetRatings ratings, Trimming trimmed, CompactRatings compact, RatingScaleEstimates estimates, ManyFacetRaschOptions options)
        {
            (_ratings, _trimmed, _compact, _estimates, _options) = (ratings, trimmed, compact, estimates, options);
            _probabilities = new double[compact.Steps + 1];
            _measures = Array.ConvertAll(trimmed.Kinds, k => new double?[k.Length]);
            double[][] estimated = [estimates.Item, estimates.Criterion, estimates.Reviewer];

            // Estimates come with criteria and reviewers centred; moving the mean of the items to another facet changes no expectation.
            double mean = options.Floating == Facet.Item ? 0 : estimates.Item.Average();
            for (int facet = 0; facet < 3; facet++)
            {
                double shift = facet == 0 ? -mean : facet == (int)options.Floating ? -mean : 0;
                for (int i = 0; i < estimated[facet].Length; i++)
                    _measures[facet][trimmed.Elements[facet][i]] = estimated[facet][i] + shift;
            }
        }

        public ManyFacetRaschFit Fit()
        {
            double perItem = (double)_compact.Ratings.Length / _compact.Items;
            double[] means = [.. Enumerable.Range(0, 3).Select(f => _trimmed.Elements[f].Average(i => _measures[f][i]!.Value))];
            double[][] model = Array.ConvertAll(_trimmed.Kinds, k => new double[k.Length]);
            PlaceExtremes(means, model);

            FacetElement[][] elements = new FacetElement[3][];
            for (int facet = 0; facet < 3; facet++)
                elements[facet] = Elements(facet, means, model[facet]);
            return new ManyFacetRaschFit(
                true, elements[0], elements[1], elements[2], _trimmed.Categories, _estimates.Step, _estimates.LogLikelihood, _estimates.Iterations, true, Caution(perItem));
        }

        private string? Caution(double perItem)
        {
            var said = new List<string>();
            int extreme = _trimmed.Order.Count, unobserved = _trimmed.Kinds.Sum(k => k.Count(kind => kind == MeasureKind.Unobserved));
            if (unobserved > 0)
                said.Add($"{unobserved} {(unobserved == 1 ? "element has" : "elements have")} no usable ratings, and nothing is known of {(unobserved == 1 ? "it" : "them")}: have them rated beside others.");
            if (extreme > 0)
                said.Add($"{extreme} {(extreme == 1 ? "element has" : "elements have")} only lowest or only highest ratings: their measures are conventions, not estimates; have them rated more.");
            if (perItem < 4 && _options.Estimation == RaschEstimation.Joint)
                said.Add($"Items have {perItem:0.#} ratings on average: joint estimation then makes differences too large; use the adjusted one, or have each item rated more.");
            return said.Count == 0 ? null : string.Join(' ', said);
        }

        private (double Mean, double Variance) Moments(double logits)
        {
            RatingScaleModel.Probabilities(logits, _estimates.Step, _probabilities);
            return RatingScaleModel.Moments(_probabilities);
        }

        private static double Sign(int facet) => facet == 0 ? 1 : -1;

        private double Logits(in FacetRating rating, double[] means) =>
            (_measures[0][rating.Item] ?? means[0]) - (_measures[1][rating.Criterion] ?? means[1]) - (_measures[2][rating.Reviewer] ?? means[2]);

        /// <summary>Last set aside first: its ratings are of elements that have a measure by then; what has none yet counts as average.</summary>
        private void PlaceExtremes(double[] means, double[][] model)
        {
            for (int at = _trimmed.Order.Count - 1; at >= 0; at--)
            {
                var (facet, index) = _trimmed.Order[at];
                _measures[facet][index] = null;
                var own = _ratings.All.ToArray().Where(r => IndexOf(r, facet) == index).ToArray();
                double[] rest = Array.ConvertAll(own, r => Logits(r, means) - Sign(facet) * means[facet]);
                double target = _trimmed.Kinds[facet][index] == MeasureKind.Highest ? own.Length * _compact.Steps - ExtremeAdjustment : ExtremeAdjustment;
                double low = -60, high = 60;
                for (int i = 0; i < 100; i++)
                {
                    double middle = (low + high) / 2;
                    if (rest.Sum(r => Moments(r + middle).Mean) < target)
                        low = middle;
                    else
                        high = middle;
                }

                double strength = (low + high) / 2;
                _measures[facet][index] = Sign(facet) * strength;
                model[facet][index] = 1 / Math.Sqrt(rest.Sum(r => Moments(r + strength).Variance));
            }
        }

        private FacetElement[] Elements(int facet, double[] means, double[] model)
        {
            var kinds = _trimmed.Kinds[facet];
            int[] number = new int[kinds.Length];
            double[] sum = new double[kinds.Length], information = new double[kinds.Length], squares = new double[kinds.Length], standardised = new double[kinds.Length];
            int[] used = new int[kinds.Length];
            foreach (var rating in _ratings.All)
            {
                number[IndexOf(rating, facet)]++;
                sum[IndexOf(rating, facet)] += rating.Category;
            }

            foreach (var rating in _trimmed.Rest)
            {
                int i = IndexOf(rating, facet);
                var (mean, variance) = Moments(Logits(rating, means));
                double residual = Array.BinarySearch(_trimmed.Categories, rating.Category) - mean;
                used[i]++;
                information[i] += variance;
                squares[i] += residual * residual;
                standardised[i] += residual * residual / variance;
            }

            double[] joint = new double[kinds.Length];
            double[] errors = facet == 0 ? _estimates.ItemError : facet == 1 ? _estimates.OtherError[.._compact.Criteria] : _estimates.OtherError[_compact.Criteria..];
            for (int i = 0; i < errors.Length; i++)
                joint[_trimmed.Elements[facet][i]] = errors[i];

            FacetElement[] elements = new FacetElement[kinds.Length];
            for (int i = 0; i < elements.Length; i++)
            {
                double measure = _measures[facet][i] ?? means[facet];
                double average = means[0] - means[1] - means[2] + Sign(facet) * (measure - means[facet]);
                RatingScaleModel.Probabilities(average, _estimates.Step, _probabilities);
                double fair = 0;
                for (int k = 0; k < _probabilities.Length; k++)
                    fair += _probabilities[k] * _trimmed.Categories[k];
                double observed = number[i] > 0 ? sum[i] / number[i] : 0;
                elements[i] = kinds[i] switch
                {
                    MeasureKind.Estimated => new FacetElement(
                        kinds[i], number[i], observed, measure, 1 / Math.Sqrt(information[i]), joint[i], squares[i] / information[i], standardised[i] / used[i], fair),
                    MeasureKind.Unobserved => new FacetElement(kinds[i], number[i], observed, measure, double.PositiveInfinity, double.PositiveInfinity, null, null, fair),
                    _ => new FacetElement(kinds[i], number[i], observed, measure, model[i], model[i], null, null, fair),
                };
            }

            return elements;
        }
    }
}

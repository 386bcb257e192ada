using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Numerics.Agreement.Rasch;

/// <summary>Parameters in one array: items, criteria, reviewers, steps; and the system of one Newton step.</summary>
internal sealed class RatingScaleState
{
    private readonly CompactRatings _ratings;
    private readonly int _m;
    private readonly double[] _information;
    private readonly double[] _gradient;
    private readonly double[][] _coupling;
    private readonly double[] _itemInformation;
    private readonly double[] _itemGradient;
    private readonly double[] _itemThird;
    private readonly double[][] _informationSlope;
    private readonly double[] _probabilities;
    private double[]? _factor;

    public RatingScaleState(CompactRatings ratings)
    {
        _ratings = ratings;
        _m = ratings.Criteria + ratings.Reviewers + ratings.Steps;
        _information = new double[_m * _m];
        _gradient = new double[_m];
        _itemInformation = new double[ratings.Items];
        _itemGradient = new double[ratings.Items];
        _itemThird = new double[ratings.Items];
        _coupling = new double[ratings.Items][];
        _informationSlope = new double[ratings.Items][];
        _probabilities = new double[ratings.Steps + 1];
        for (int i = 0; i < ratings.Items; i++)
            (_coupling[i], _informationSlope[i]) = (new double[_m], new double[_m]);

        Parameters = new double[ratings.Items + _m];
        double[] sum = new double[ratings.Items], number = new double[ratings.Items], given = new double[ratings.Steps + 1];
        foreach (var rating in ratings.Ratings)
        {
            sum[rating.Item] += rating.Category;
            number[rating.Item]++;
            given[rating.Category]++;
        }

        for (int i = 0; i < ratings.Items; i++)
            Parameters[i] = Math.Log((sum[i] + 0.1) / (number[i] * ratings.Steps - sum[i] + 0.1));
        int first = Parameters.Length - ratings.Steps;
        for (int h = 0; h < ratings.Steps; h++)
            Parameters[first + h] = Math.Log(given[h] / given[h + 1]) - Math.Log(given[0] / given[^1]) / ratings.Steps;
    }

    public double[] Parameters { get; set; }

    private double Logits(double[] parameters, in FacetRating rating) =>
        parameters[rating.Item] - parameters[_ratings.Items + rating.Criterion] - parameters[_ratings.Items + _ratings.Criteria + rating.Reviewer];

    public double LogLikelihood(double[] parameters)
    {
        double likelihood = 0;
        var steps = parameters.AsSpan(parameters.Length - _ratings.Steps);
        foreach (var rating in _ratings.Ratings)
        {
            RatingScaleModel.Probabilities(Logits(parameters, rating), steps, _probabilities);
            likelihood += Math.Log(Math.Max(double.Epsilon, _probabilities[rating.Category]));
        }

        return likelihood;
    }

    /// <summary>The Newton step; null when the information is singular.</summary>
    public double[]? Direction()
    {
        Accumulate();
        int items = _ratings.Items;
        double[] reduced = [.. _information], right = [.. _gradient];
        for (int i = 0; i < items; i++)
        {
            CentredSystem.Eliminate(reduced, _coupling[i], _itemInformation[i]);
            for (int a = 0; a < _m; a++)
                right[a] -= _coupling[i][a] * _itemGradient[i] / _itemInformation[i];
        }

        CentredSystem.Centre(reduced, _m, _ratings.Criteria, _ratings.Reviewers, _ratings.Steps);
        _factor = Cholesky.Factor(reduced, _m);
        if (_factor is null)
            return null;
        double[] others = Cholesky.Solve(_factor, right, _m), direction = new double[items + _m];
        others.CopyTo(direction, items);
        for (int i = 0; i < items; i++)
        {
            double pull = 0;
            for (int a = 0; a < _m; a++)
                pull += _coupling[i][a] * others[a];
            direction[i] = (_itemGradient[i] - pull) / _itemInformation[i];
        }

        return direction;
    }

    /// <summary>Gradient and information of every parameter. The statistics are the category for an item, minus it for criterion and reviewer, and minus "at least h" for step h.</summary>
    private void Accumulate()
    {
        int items = _ratings.Items, criteria = _ratings.Criteria, steps = _ratings.Steps, firstStep = criteria + _ratings.Reviewers;
        Array.Clear(_information);
        Array.Clear(_gradient);
        Array.Clear(_itemInformation);
        Array.Clear(_itemGradient);
        Array.Clear(_itemThird);
        Array.ForEach(_coupling, Array.Clear);
        Array.ForEach(_informationSlope, Array.Clear);
        double[] least = new double[steps], with = new double[steps], square = new double[steps];
        var thresholds = Parameters.AsSpan(items + firstStep);
        foreach (var rating in _ratings.Ratings)
        {
            RatingScaleModel.Probabilities(Logits(Parameters, rating), thresholds, _probabilities);
            var (mean, variance) = RatingScaleModel.Moments(_probabilities);
            double tail = 0, weighted = 0, squared = 0, third = -mean * mean * mean * _probabilities[0];
            for (int h = steps; h >= 1; h--)
            {
                double probability = _probabilities[h], deviation = h - mean;
                tail += probability;
                weighted += h * probability;
                squared += deviation * deviation * probability;
                third += deviation * deviation * deviation * probability;
                least[h - 1] = tail;
                with[h - 1] = weighted - mean * tail;
                square[h - 1] = squared - variance * tail;
            }

            int d = rating.Criterion, c = criteria + rating.Reviewer;
            double residual = rating.Category - mean;
            double[] coupling = _coupling[rating.Item], slope = _informationSlope[rating.Item];
            _itemThird[rating.Item] += third;
            slope[d] -= third;
            slope[c] -= third;
            _itemGradient[rating.Item] += residual;
            _itemInformation[rating.Item] += variance;
            _gradient[d] -= residual;
            _gradient[c] -= residual;
            coupling[d] -= variance;
            coupling[c] -= variance;
            _information[d * _m + d] += variance;
            _information[c * _m + c] += variance;
            _information[d * _m + c] += variance;
            _information[c * _m + d] += variance;
            for (int h = 0; h < steps; h++)
            {
                int f = firstStep + h;
                _gradient[f] -= (rating.Category > h ? 1 : 0) - least[h];
                coupling[f] -= with[h];
                slope[f] -= square[h];
                _information[d * _m + f] += with[h];
                _information[f * _m + d] += with[h];
                _information[c * _m + f] += with[h];
                _information[f * _m + c] += with[h];
                for (int l = 0; l <= h; l++)
                {
                    double both = least[h] - least[h] * least[l];
                    _information[f * _m + firstStep + l] += both;
                    if (l < h)
                        _information[(firstStep + l) * _m + f] += both;
                }
            }
        }
    }

    /// <summary>Climbs the adjusted profile likelihood; the information of the joint likelihood serves as curvature, so that convergence is linear, at a rate of about one half at worst.</summary>
    public bool Adjust(ref int iterations)
    {
        for (int i = 0; i < RatingScaleModel.MostIterations; i++)
        {
            iterations++;
            double[] score = AdjustedScore();
            if (ReducedFactor() is not { } factor)
                return false;
            double[] step = Cholesky.Solve(factor, score, _m);
            double largest = step.Max(Math.Abs), scale = Math.Min(1, 1 / Math.Max(largest, 1e-300));
            for (int a = 0; a < _m; a++)
                Parameters[_ratings.Items + a] += scale * step[a];
            if (Parameters.Max(Math.Abs) > 40)
                return false;
            if (largest < 1e-9)
            {
                SolveItems();
                return true;
            }
        }

        return false;
    }

    /// <summary>The slope of the adjusted profile likelihood in all but the items, which are solved first.</summary>
    private double[] AdjustedScore()
    {
        SolveItems();
        Accumulate();
        double[] score = [.. _gradient];
        for (int i = 0; i < _ratings.Items; i++)
        {
            for (int a = 0; a < _m; a++)
                score[a] += (_informationSlope[i][a] - _itemThird[i] * _coupling[i][a] / _itemInformation[i]) / (2 * _itemInformation[i]);
        }

        return score;
    }

    /// <summary>Each item at the maximum of its own ratings, all else held: Newton's method on a concave function, kept from leaping.</summary>
    private void SolveItems()
    {
        var steps = Parameters.AsSpan(Parameters.Length - _ratings.Steps);
        for (int from = 0; from < _ratings.Ratings.Length;)
        {
            int item = _ratings.Ratings[from].Item, to = from;
            while (to < _ratings.Ratings.Length && _ratings.Ratings[to].Item == item)
                to++;
            for (int iteration = 0; iteration < 60; iteration++)
            {
                double residual = 0, information = 0;
                for (int i = from; i < to; i++)
                {
                    RatingScaleModel.Probabilities(Logits(Parameters, _ratings.Ratings[i]), steps, _probabilities);
                    var (mean, variance) = RatingScaleModel.Moments(_probabilities);
                    residual += _ratings.Ratings[i].Category - mean;
                    information += variance;
                }

                double step = Math.Clamp(residual / Math.Max(information, 1e-300), -1, 1);
                Parameters[item] += step;
                if (Math.Abs(step) < 1e-11)
                    break;
            }

            from = to;
        }
    }

    private double[]? ReducedFactor()
    {
        double[] reduced = [.. _information];
        for (int i = 0; i < _ratings.Items; i++)
            CentredSystem.Eliminate(reduced, _coupling[i], _itemInformation[i]);
        CentredSystem.Centre(reduced, _m, _ratings.Criteria, _ratings.Reviewers, _ratings.Steps);
        return Cholesky.Factor(reduced, _m);
    }

    /// <summary>The curvature of the adjusted profile likelihood, from differences of its slope; null when it is not that of a maximum.</summary>
    private double[]? AdjustedFactor()
    {
        const double Step = 1e-5;
        double[] curvature = new double[_m * _m], here = Parameters, score = AdjustedScore();
        for (int a = 0; a < _m; a++)
        {
            Parameters = [.. here];
            Parameters[_ratings.Items + a] += Step;
            double[] there = AdjustedScore();
            for (int b = 0; b < _m; b++)
            {
                double slope = (score[b] - there[b]) / (2 * Step);
                curvature[a * _m + b] += slope;
                curvature[b * _m + a] += slope;
            }
        }

        Parameters = here;
        CentredSystem.Centre(curvature, _m, _ratings.Criteria, _ratings.Reviewers, _ratings.Steps);
        return CentredSystem.PositiveDefinite(curvature, _m) ? Cholesky.Factor(curvature, _m) : null;
    }

    public RatingScaleEstimates Estimates(double likelihood, int iterations, bool converged, bool adjusted)
    {
        int items = _ratings.Items, criteria = _ratings.Criteria, reviewers = _ratings.Reviewers;
        double[]? adjustedFactor = adjusted && converged ? AdjustedFactor() : null;
        Direction();
        _factor = adjustedFactor ?? _factor;
        double[] itemError = new double[items], otherError = new double[criteria + reviewers], direction = new double[_m];
        if (_factor is null)
        {
            converged = false;
        }
        else
        {
            double[][] covariance = Covariance(_factor);
            for (int a = 0; a < otherError.Length; a++)
                otherError[a] = Math.Sqrt(Math.Max(0, covariance[a][a]));
            for (int i = 0; i < items; i++)
            {
                double variance = 1 / _itemInformation[i];
                for (int a = 0; a < _m; a++)
                    direction[a] = _coupling[i][a] / _itemInformation[i];
                for (int a = 0; a < _m; a++)
                {
                    if (direction[a] == 0)
                        continue;
                    for (int b = 0; b < _m; b++)
                        variance += direction[a] * direction[b] * covariance[a][b];
                }

                itemError[i] = Math.Sqrt(variance);
            }
        }

        return new RatingScaleEstimates(
            Parameters[..items], Parameters[items..(items + criteria)], Parameters[(items + criteria)..(items + criteria + reviewers)], Parameters[(items + criteria + reviewers)..],
            itemError, otherError, likelihood, iterations, converged);
    }

    /// <summary>The inverse on sums of zero: what <see cref="CentredSystem.Centre"/> added is taken away again.</summary>
    private double[][] Covariance(double[] factor)
    {
        double[][] covariance = new double[_m][];
        for (int a = 0; a < _m; a++)
        {
            double[] unit = new double[_m];
            unit[a] = 1;
            covariance[a] = Cholesky.Solve(factor, unit, _m);
            int size = a < _ratings.Criteria ? _ratings.Criteria : a < _ratings.Criteria + _ratings.Reviewers ? _ratings.Reviewers : _ratings.Steps;
            int from = a < _ratings.Criteria ? 0 : a < _ratings.Criteria + _ratings.Reviewers ? _ratings.Criteria : _ratings.Criteria + _ratings.Reviewers;
            for (int b = from; b < from + size; b++)
                covariance[a][b] -= 1.0 / size;
        }

        return covariance;
    }
}

namespace SynthWorkbench.Numerics.Statistics;

/// <summary>A Bernoulli CUSUM after an item.</summary>
/// <param name="Index">Number of items fed.</param>
/// <param name="Value">The sum, at least 0: evidence, in natural logarithms, that the error rate has risen.</param>
/// <param name="Signal">Whether it has reached the threshold.</param>
/// <param name="FirstSignal">The number of the first item that signalled; null until then.</param>
public readonly record struct BernoulliCusumPoint(int Index, double Value, bool Signal, int? FirstSignal);

/// <summary>
/// The cumulative sum of log likelihood ratios of single right-or-wrong answers: <c>ln(p1 / p0)</c> for an error, <c>ln((1 - p1) / (1 - p0))</c> for a correct answer, never below 0; it signals at the threshold. It finds a rise of
/// a reviewer's error rate on items whose answer is known.
/// </summary>
/// <remarks>
/// Reynolds and Stoumbos, "A CUSUM chart for monitoring a proportion when inspecting continuously", Journal of Quality Technology 31 (1999). Run lengths: a Markov chain on the lattice that both steps share when their ratio is
/// replaced by the nearest fraction of small denominator (the paper chooses p1 so that the ratio is whole); that changes run lengths by less than a thousandth for usual rates.
/// </remarks>
public sealed record BernoulliCusum
{
    private const int MostStates = 60_000;

    private readonly int _up;
    private readonly int _down;
    private readonly double _unit;

    /// <param name="acceptable">p0, the error rate in control, above 0.</param>
    /// <param name="alternative">p1, the error rate to be found, above <paramref name="acceptable"/> and below 1.</param>
    /// <param name="threshold">h, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public BernoulliCusum(double acceptable, double alternative, double threshold)
        : this(acceptable, alternative)
    {
        Threshold = ControlCharts.Positive(threshold, nameof(threshold));
    }

    private BernoulliCusum(double acceptable, double alternative)
    {
        if (!(acceptable > 0 && acceptable < 1))
            throw new ArgumentOutOfRangeException(nameof(acceptable), acceptable, "The error rate in control is above 0 and below 1.");
        if (!(alternative > acceptable && alternative < 1))
            throw new ArgumentOutOfRangeException(nameof(alternative), alternative, $"The error rate to be found is above the one in control, {acceptable}, and below 1.");
        (AcceptableRate, AlternativeRate) = (acceptable, alternative);
        StepOnError = Math.Log(alternative / acceptable);
        StepOnCorrect = Math.Log((1 - alternative) / (1 - acceptable));

        // Whole multiples of one unit for both steps; a ratio below 1 needs a finer unit for the error.
        double ratio = StepOnError / -StepOnCorrect, nearest = double.PositiveInfinity;
        int most = ratio >= 1 ? 32 : (int)Math.Min(400, 32 / ratio);
        for (int down = 1; down <= most; down++)
        {
            int up = Math.Max(1, (int)Math.Round(ratio * down));
            if (down > 1 && up > 400)
                break;
            double error = Math.Abs((double)up / down - ratio) / ratio;
            if (error < nearest - 1e-12)
                (nearest, _up, _down) = (error, up, down);
        }

        _unit = StepOnError / _up;
    }

    /// <summary>p0.</summary>
    public double AcceptableRate { get; }

    /// <summary>p1.</summary>
    public double AlternativeRate { get; }

    /// <summary>h.</summary>
    public double Threshold { get; private init; }

    /// <summary>What an error adds, above 0.</summary>
    public double StepOnError { get; }

    /// <summary>What a correct answer adds, below 0.</summary>
    public double StepOnCorrect { get; }

    /// <summary>The chart before any item.</summary>
    public static BernoulliCusumPoint Start => default;

    /// <summary>The chart of the lowest threshold that gives a false alarm at most once in so many items.</summary>
    /// <param name="acceptable">p0, the error rate in control, above 0.</param>
    /// <param name="alternative">p1, the error rate to be found, above <paramref name="acceptable"/> and below 1.</param>
    /// <param name="inControl">Mean number of items until a false alarm at p0, 2 to 1e8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range, or the rates are so near to each other that the chart would have no practical threshold.</exception>
    public static BernoulliCusum ForRunLength(double acceptable, double alternative, double inControl)
    {
        ControlCharts.RunLength(inControl, nameof(inControl));
        var chart = new BernoulliCusum(acceptable, alternative);
        int low = 0, high = chart._up;
        while (chart.RunLength(high, acceptable) < inControl)
        {
            (low, high) = (high, 2 * high);
            if (high > MostStates)
                throw new ArgumentOutOfRangeException(nameof(alternative), alternative, $"The error rate to be found is too near to the one in control, {acceptable}, for a false alarm only once in {inControl} items.");
        }

        while (high - low > 1)
        {
            int middle = low + (high - low) / 2;
            if (chart.RunLength(middle, acceptable) < inControl)
                low = middle;
            else
                high = middle;
        }

        // Between two values that the sum can take, so that rounding of the steps decides nothing.
        return chart with { Threshold = (high - 0.5) * chart._unit };
    }

    /// <summary>The chart after one more item; it goes on after a signal.</summary>
    public BernoulliCusumPoint Next(BernoulliCusumPoint previous, bool error)
    {
        double value = Math.Max(0, previous.Value + (error ? StepOnError : StepOnCorrect));
        bool signal = value >= Threshold;
        return new BernoulliCusumPoint(previous.Index + 1, value, signal, previous.FirstSignal ?? (signal ? previous.Index + 1 : null));
    }

    /// <summary>The chart after each item.</summary>
    public BernoulliCusumPoint[] Chart(IEnumerable<bool> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var point = Start;
        return [.. errors.Select(error => point = Next(point, error))];
    }

    /// <summary>Mean number of independent items until the first signal, from the start: of false alarms at p0, of the delay at p1.</summary>
    /// <param name="rate">The error rate, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range.</exception>
    public double ExpectedRunLength(double rate)
    {
        if (!(rate > 0 && rate <= 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "An error rate that can signal is above 0 and at most 1.");
        return RunLength(States, rate);
    }

    /// <summary>The probability of a signal among the first items, from the start. O(items x states).</summary>
    /// <param name="rate">The error rate, 0 to 1.</param>
    /// <param name="items">Number of items, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public double SignalProbability(double rate, int items)
    {
        SamplingRisks.RequireShare(rate);
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        int n = States;
        double[] now = new double[n], next = new double[n];
        now[0] = 1;
        double signalled = 0;
        for (int item = 0; item < items; item++)
        {
            Array.Clear(next);
            for (int s = 0; s < n; s++)
            {
                if (now[s] == 0)
                    continue;
                next[Math.Max(0, s - _down)] += (1 - rate) * now[s];
                if (s + _up < n)
                    next[s + _up] += rate * now[s];
                else
                    signalled += rate * now[s];
            }

            (now, next) = (next, now);
        }

        return Math.Min(1, signalled);
    }

    private int States => (int)Math.Clamp(Math.Ceiling(Threshold / _unit - 1e-9), 1, 10 * MostStates);

    /// <summary>L(s) = 1 + p L(s + up) + (1 - p) L(max(0, s - down)), L = 0 from the threshold on: a band matrix whose diagonal dominates, eliminated without pivots. O(states x up x down).</summary>
    private double RunLength(int states, double p)
    {
        int below = Math.Min(_down, states - 1), above = Math.Min(_up, states - 1), width = below + above + 1;
        double[] band = new double[states * width], right = new double[states];
        Array.Fill(right, 1);
        for (int s = 0; s < states; s++)
        {
            Cell(s, s)++;
            Cell(s, Math.Max(0, s - _down)) -= 1 - p;
            if (s + _up < states)
                Cell(s, s + _up) -= p;
        }

        for (int j = 0; j < states; j++)
        {
            int last = Math.Min(states - 1, j + above);
            for (int i = j + 1; i <= Math.Min(states - 1, j + below); i++)
            {
                double factor = Cell(i, j) / Cell(j, j);
                if (factor == 0)
                    continue;
                for (int k = j; k <= last; k++)
                    Cell(i, k) -= factor * Cell(j, k);
                right[i] -= factor * right[j];
            }
        }

        for (int s = states - 1; s >= 0; s--)
        {
            for (int k = s + 1; k <= Math.Min(states - 1, s + above); k++)
                right[s] -= Cell(s, k) * right[k];
            right[s] /= Cell(s, s);
        }

        return right[0] is >= 1 and < 1e12 ? right[0] : 1e12;

        ref double Cell(int row, int column) => ref band[row * width + column - row + below];
    }
}

namespace SynthWorkbench.Numerics.Trees;

/// <summary>A split of a node; predictor -1 where there is none.</summary>
internal readonly record struct Split(double Gain, int Predictor, int Threshold);

/// <summary>Finds for every stop of a ladder the best split of a set of rows, by what the target makes a good one. Each predictor is a byte a row, ordered.</summary>
internal abstract class SplitSearch(byte[][] predictors, int[] minDonors)
{
    protected const int Bins = 256;

    /// <summary>A gain below this share of the node's impurity is none.</summary>
    protected const double SmallestGain = 1e-9;

    /// <summary>Ordered codes by predictor and row.</summary>
    protected byte[][] Predictors => predictors;

    /// <summary>Smallest group at each stop, largest first.</summary>
    protected int[] MinDonors => minDonors;

    /// <summary>The best split found for each stop.</summary>
    public Split[] Best { get; } = new Split[minDonors.Length];

    /// <summary>Fills <see cref="Best"/> for the stops from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public void Find(ReadOnlySpan<int> rows, int first, int last)
    {
        Array.Fill(Best, new Split(0, -1, 0));
        while (first <= last && rows.Length < 2 * minDonors[first])
            first++;
        if (first <= last)
            Search(rows, first, last);
    }

    /// <summary>Offers every split of the rows that leaves the finest stop's group on both sides.</summary>
    protected abstract void Search(ReadOnlySpan<int> rows, int first, int last);

    /// <summary>The gain that a split must exceed.</summary>
    protected void Floor(double gain, int first, int last)
    {
        for (int stop = first; stop <= last; stop++)
            Best[stop] = new Split(gain, -1, 0);
    }

    /// <summary>Takes a split for every stop whose group fits into the smaller side and that has no better one. The coarsest stop's best is never above a finer one's.</summary>
    protected void Offer(double gain, int smaller, int first, int last, int predictor, int threshold)
    {
        for (int stop = last; stop >= first && smaller >= minDonors[stop]; stop--)
        {
            if (gain > Best[stop].Gain)
                Best[stop] = new Split(gain, predictor, threshold);
        }
    }
}

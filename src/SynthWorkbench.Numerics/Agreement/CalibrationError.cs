namespace SynthWorkbench.Numerics.Agreement;

/// <summary>How far stated confidence lies from the share that was right, over bins of confidence; all null without an answer.</summary>
/// <param name="L1">The expected calibration error: the mean distance, bins weighted by their answers. 0 to 1, 0 ideal.</param>
/// <param name="L2">The root of the mean squared distance.</param>
/// <param name="Max">The largest distance.</param>
/// <param name="Bins">The bins that hold an answer, lowest first.</param>
public sealed record CalibrationError(double? L1, double? L2, double? Max, IReadOnlyList<CalibrationBin> Bins)
{
    /// <summary>The error over <paramref name="bins"/> bins of equal width, each open below and closed above; 0 lies in the first. O(n).</summary>
    /// <remarks>Naeini, Cooper and Hauskrecht, AAAI 2015 (L1 and maximum); Kumar, Liang and Ma, NeurIPS 2019 (L2). Falls with fewer bins and is biased upwards with few answers: compare only with the same of both.</remarks>
    /// <exception cref="ArgumentException">The spans differ in length, or a confidence is not 0 to 1.</exception>
    public static CalibrationError Of(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> right, int bins = 10)
    {
        Confidences.Require(confidence, right);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        int[] count = new int[bins];
        double[] stated = new double[bins], correct = new double[bins];
        for (int i = 0; i < confidence.Length; i++)
        {
            int bin = BinOf(confidence[i], bins);
            count[bin]++;
            stated[bin] += confidence[i];
            correct[bin] += right[i] ? 1 : 0;
        }

        var filled = new List<CalibrationBin>();
        double l1 = 0, l2 = 0, max = 0;
        for (int b = 0; b < bins; b++)
        {
            if (count[b] == 0)
                continue;
            var bin = new CalibrationBin((double)b / bins, (b + 1.0) / bins, count[b], stated[b] / count[b], correct[b] / count[b]);
            filled.Add(bin);
            double gap = Math.Abs(bin.Confidence - bin.Accuracy), share = (double)count[b] / confidence.Length;
            l1 += share * gap;
            l2 += share * gap * gap;
            max = Math.Max(max, gap);
        }

        return filled.Count == 0 ? new CalibrationError(null, null, null, filled) : new CalibrationError(l1, Math.Sqrt(l2), max, filled);
    }

    /// <summary>The bin of a confidence; edges are compared as b / bins, because a product may lie a rounding beside them.</summary>
    private static int BinOf(double confidence, int bins)
    {
        int bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
        if (bin > 0 && confidence <= (double)bin / bins)
            bin--;
        else if (bin < bins - 1 && confidence > (bin + 1.0) / bins)
            bin++;
        return bin;
    }
}

/// <summary>Answers of about the same confidence.</summary>
/// <param name="Low">Lower edge, not in the bin (but 0 is).</param>
/// <param name="High">Upper edge, in the bin.</param>
/// <param name="Count">Answers.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Accuracy">The share that was right.</param>
public readonly record struct CalibrationBin(double Low, double High, int Count, double Confidence, double Accuracy);

/// <summary>The mean squared distance of stated probabilities from what came true.</summary>
public static class BrierScore
{
    /// <summary>0 to 1, 0 ideal, 0.25 for always saying one half; null without an answer. O(n).</summary>
    /// <remarks>Brier, Monthly Weather Review 78 (1950), in the form for two outcomes.</remarks>
    /// <exception cref="ArgumentException">The spans differ in length, or a probability is not 0 to 1.</exception>
    public static double? Of(ReadOnlySpan<double> probability, ReadOnlySpan<bool> outcome)
    {
        Confidences.Require(probability, outcome);
        double sum = 0;
        for (int i = 0; i < probability.Length; i++)
        {
            double away = probability[i] - (outcome[i] ? 1 : 0);
            sum += away * away;
        }

        return probability.IsEmpty ? null : sum / probability.Length;
    }
}

internal static class Confidences
{
    public static void Require(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> outcome)
    {
        if (confidence.Length != outcome.Length)
            throw new ArgumentException($"{confidence.Length} confidences for {outcome.Length} outcomes.", nameof(outcome));
        foreach (double p in confidence)
        {
            if (!(p >= 0 && p <= 1))
                throw new ArgumentException($"A confidence is 0 to 1, not {p}.", nameof(confidence));
        }
    }
}

namespace SynthWorkbench.Numerics.Statistics;

/// <summary>A p-chart after a sample.</summary>
/// <param name="Index">Number of samples fed.</param>
/// <param name="Share">Share of defects in the sample.</param>
/// <param name="Low">The lower limit for a sample of that size, at least 0.</param>
/// <param name="High">The upper limit for a sample of that size, at most 1.</param>
/// <param name="Signal">Whether the share is beyond a limit.</param>
/// <param name="FirstSignal">The number of the first sample that signalled; null until then.</param>
public readonly record struct ProportionPoint(int Index, double Share, double Low, double High, bool Signal, int? FirstSignal);

/// <summary>The p-chart: shares of defects in samples of any sizes, with limits <c>centre ± width sqrt(centre (1 - centre) / n)</c> for each size.</summary>
/// <remarks>Montgomery, "Introduction to Statistical Quality Control", section 7.2 (variable sample size: 7.2.2). The limits are normal: with fewer than five expected defects a sample, alarms above are more frequent than declared.</remarks>
public sealed record ProportionChart
{
    /// <param name="centre">The share in control, above 0 and below 1.</param>
    /// <param name="width">Distance of the limits in standard deviations, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public ProportionChart(double centre, double width = 3)
    {
        if (!(centre > 0 && centre < 1))
            throw new ArgumentOutOfRangeException(nameof(centre), centre, "A share in control is above 0 and below 1.");
        (Centre, Width) = (centre, ControlCharts.Positive(width, nameof(width)));
    }

    /// <summary>The share in control.</summary>
    public double Centre { get; }

    /// <summary>Distance of the limits in standard deviations.</summary>
    public double Width { get; }

    /// <summary>The chart before any sample.</summary>
    public static ProportionPoint Start => default;

    /// <summary>The chart around the pooled share of earlier samples.</summary>
    /// <param name="baseline">Defects and size of each sample.</param>
    /// <param name="width">Distance of the limits in standard deviations, above 0.</param>
    /// <returns>The chart, or the reason why there is none and what to do about it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Defects are not 0 to the size of their sample.</exception>
    public static (ProportionChart? Chart, string? Reason) FromBaseline(IEnumerable<(int Defects, int Size)> baseline, double width = 3)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        long defects = 0, size = 0;
        foreach (var sample in baseline)
        {
            if (sample.Size < 0 || sample.Defects < 0 || sample.Defects > sample.Size)
                throw new ArgumentOutOfRangeException(nameof(baseline), sample, "Defects are 0 to the size of their sample.");
            defects += sample.Defects;
            size += sample.Size;
        }

        return size == 0 ? (null, "The baseline is empty: collect samples before a share can be watched.")
            : defects == 0 ? (null, $"None of {size} items of the baseline is a defect: limits around 0 would signal at the first; collect more, or declare a share.")
            : defects == size ? (null, $"All {size} items of the baseline are defects: limits around 1 would signal at the first that is none; collect more, or declare a share.")
            : (new ProportionChart((double)defects / size, width), null);
    }

    /// <summary>The limits for a sample of a size, at least 1.</summary>
    public (double Low, double High) Limits(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        double half = Width * Math.Sqrt(Centre * (1 - Centre) / size);
        return (Math.Max(0, Centre - half), Math.Min(1, Centre + half));
    }

    /// <summary>The chart after one more sample; it goes on after a signal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not at least 1, or defects are not 0 to the size.</exception>
    public ProportionPoint Next(ProportionPoint previous, int defects, int size)
    {
        var (low, high) = Limits(size);
        if (defects < 0 || defects > size)
            throw new ArgumentOutOfRangeException(nameof(defects), defects, $"Defects are 0 to the size of the sample, {size}.");
        double share = (double)defects / size;
        bool signal = share < low || share > high;
        return new ProportionPoint(previous.Index + 1, share, low, high, signal, previous.FirstSignal ?? (signal ? previous.Index + 1 : null));
    }

    /// <summary>The chart after each sample.</summary>
    public ProportionPoint[] Chart(IEnumerable<(int Defects, int Size)> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var point = Start;
        return [.. samples.Select(sample => point = Next(point, sample.Defects, sample.Size))];
    }
}

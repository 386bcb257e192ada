namespace SynthWorkbench.Numerics.Statistics;

/// <summary>Pearson's product-moment correlation (Pearson 1895).</summary>
public static class Correlation
{
    /// <summary>Over the positions where both values are numbers, in [-1, 1]; NaN with fewer than two or without spread. Two passes, O(n).</summary>
    public static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sumX = 0, sumY = 0;
        int n = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i]))
                continue;
            sumX += x[i];
            sumY += y[i];
            n++;
        }

        if (n < 2)
            return double.NaN;
        double meanX = sumX / n, meanY = sumY / n, xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i]))
                continue;
            double dx = x[i] - meanX, dy = y[i] - meanY;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }

        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : double.NaN;
    }
}

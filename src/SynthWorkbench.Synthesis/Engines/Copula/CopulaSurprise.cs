using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Copula;

/// <summary>Judges rows under a copula: each value by its conditional normal distribution given the columns before it (the rows of the Cholesky factor are those conditionals).</summary>
internal static class CopulaSurprise
{
    private const double Least = 1e-9;

    public static Surprise Of(CopulaColumn[] columns, double[] factor, Table rows, Table? shown, CancellationToken cancellation)
    {
        var ordered = rows.Select([.. columns.Select(c => c.Schema.Name)]);
        var spans = columns.Select((c, i) => c.Latents(ordered[i])).ToArray();
        int d = (int)Math.Round(Math.Sqrt(factor.Length));
        var bits = columns.Select(_ => new float[ordered.RowCount]).ToArray();
        Parallel.For(0, ordered.RowCount, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, row =>
        {
            double[] noise = new double[d];
            int at = 0;
            for (int c = 0; c < columns.Length; c++)
            {
                bool isMissing = ordered[c].IsMissing(row);
                var (mean, spread) = Conditional(factor, noise, d, at);
                double p = isMissing ? 1 : Probability(spans[c][row], mean, spread);
                noise[at] = isMissing || spans[c][row].Low > spans[c][row].High ? 0 : (Middle(spans[c][row]) - mean) / spread;
                at++;
                if (columns[c].HasMissing)
                {
                    double threshold = NormalDistribution.Quantile(1 - columns[c].Missing);
                    var (missingMean, missingSpread) = Conditional(factor, noise, d, at);
                    double missing = 1 - NormalDistribution.Below((threshold - missingMean) / missingSpread);
                    p = isMissing ? missing : p * (1 - missing);
                    noise[at] = (Middle(isMissing ? (threshold, double.PositiveInfinity) : (double.NegativeInfinity, threshold)) - missingMean) / missingSpread;
                    at++;
                }
                else if (isMissing)
                {
                    p = Least;
                }

                bits[c][row] = (float)-Math.Log2(Math.Max(Least, p));
            }
        });
        var texts = Surprise.Shown(ordered, shown);
        return new Surprise(texts, bits, (c, row) => Reason(columns[c], texts, spans[c], bits[c], c, row));
    }

    private static (double Mean, double Spread) Conditional(double[] factor, double[] noise, int d, int at)
    {
        double mean = 0;
        for (int k = 0; k < at; k++)
            mean += factor[at * d + k] * noise[k];
        return (mean, factor[at * d + at]);
    }

    /// <summary>A label's interval, or a number's window of <see cref="Surprise.Window"/> of all ranks around it.</summary>
    private static double Probability((double Low, double High) span, double mean, double spread)
    {
        if (span.Low > span.High)
            return 0;
        if (span.Low == span.High)
        {
            double rank = NormalDistribution.Below(span.Low);
            span = (NormalDistribution.Quantile(Math.Max(0, rank - Surprise.Window / 2)), NormalDistribution.Quantile(Math.Min(1, rank + Surprise.Window / 2)));
        }

        return Below((span.High - mean) / spread) - Below((span.Low - mean) / spread);
    }

    private static double Below(double z) => double.IsNegativeInfinity(z) ? 0 : double.IsPositiveInfinity(z) ? 1 : NormalDistribution.Below(z);

    /// <summary>The score in the middle of an interval's probability.</summary>
    private static double Middle((double Low, double High) span) =>
        span.Low == span.High ? span.Low : NormalDistribution.Quantile(Math.Clamp((Below(span.Low) + Below(span.High)) / 2, 1e-6, 1 - 1e-6));

    private static string Reason(CopulaColumn column, Column[] shown, (double Low, double High)[] spans, float[] bits, int c, int row)
    {
        string value = shown[c].Format(row) ?? "missing";
        return !shown[c].IsMissing(row) && spans[row].Low > spans[row].High ? $"'{value}' lies outside what the training rows hold."
            : $"Given the columns before it, {column.Schema.Name} {value} has a probability of {Math.Pow(2, -bits[row]):P1}.";
    }
}

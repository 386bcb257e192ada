namespace SynthWorkbench.Numerics.Statistics;

/// <summary>Rows of a sparse design: for each row the columns that are not zero and their values. Column 0 is the constant.</summary>
/// <param name="Width">Number of columns.</param>
/// <param name="Start">First entry of each row, one more than rows.</param>
/// <param name="Columns">Column of each entry, ascending within a row.</param>
/// <param name="Values">Value of each entry.</param>
public sealed record SparseDesign(int Width, int[] Start, int[] Columns, float[] Values);

/// <summary>Logistic regression with a ridge penalty, by iteratively reweighted least squares.</summary>
/// <remarks>Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning" (2009), section 4.4.1. O(iterations x (rows x entries² + width³)).</remarks>
public static class LogisticRegression
{
    private const int Iterations = 12;

    /// <summary>The coefficients fitted to the rows named; the constant is not penalised.</summary>
    public static double[] Fit(SparseDesign design, bool[] target, ReadOnlySpan<int> rows, double ridge, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(design);
        int d = design.Width;
        double[] beta = new double[d];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] hessian = new double[d * d], gradient = new double[d];
            foreach (int row in rows)
            {
                int from = design.Start[row], to = design.Start[row + 1];
                double p = 1 / (1 + Math.Exp(-Score(design, beta, row))), weight = Math.Max(1e-9, p * (1 - p)), error = (target[row] ? 1 : 0) - p;
                for (int i = from; i < to; i++)
                {
                    int a = design.Columns[i] * d;
                    double scaled = weight * design.Values[i];
                    gradient[design.Columns[i]] += error * design.Values[i];
                    for (int j = from; j <= i; j++)
                        hessian[a + design.Columns[j]] += scaled * design.Values[j];
                }
            }

            for (int i = 0; i < d; i++)
            {
                hessian[i * d + i] += i == 0 ? 1e-9 : ridge;
                gradient[i] -= i == 0 ? 0 : ridge * beta[i];
                for (int j = 0; j < i; j++)
                    hessian[j * d + i] = hessian[i * d + j];
            }

            if (Cholesky.Factor(hessian, d) is not { } factor)
                return beta;
            double[] step = Cholesky.Solve(factor, gradient, d);
            double largest = 0;
            for (int i = 0; i < d; i++)
            {
                beta[i] += step[i];
                largest = Math.Max(largest, Math.Abs(step[i]));
            }

            if (largest < 1e-6)
                break;
        }

        return beta;
    }

    /// <summary>The log-odds of a row.</summary>
    public static double Score(SparseDesign design, double[] beta, int row)
    {
        ArgumentNullException.ThrowIfNull(design);
        double score = 0;
        for (int i = design.Start[row]; i < design.Start[row + 1]; i++)
            score += beta[design.Columns[i]] * design.Values[i];
        return score;
    }
}

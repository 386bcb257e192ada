namespace SynthWorkbench.Numerics.Statistics;

/// <summary>Systems of linear equations.</summary>
internal static class LinearSystem
{
    /// <summary>Solves a dense system in place by Gaussian elimination with partial pivoting: O(n³). The matrix, row by row, is destroyed; the right side becomes the solution.</summary>
    public static void Solve(double[] matrix, double[] right)
    {
        int n = right.Length;
        for (int j = 0; j < n; j++)
        {
            int pivot = j;
            for (int i = j + 1; i < n; i++)
            {
                if (Math.Abs(matrix[i * n + j]) > Math.Abs(matrix[pivot * n + j]))
                    pivot = i;
            }

            if (pivot != j)
            {
                for (int k = j; k < n; k++)
                    (matrix[j * n + k], matrix[pivot * n + k]) = (matrix[pivot * n + k], matrix[j * n + k]);
                (right[j], right[pivot]) = (right[pivot], right[j]);
            }

            for (int i = j + 1; i < n; i++)
            {
                double factor = matrix[i * n + j] / matrix[j * n + j];
                if (factor == 0)
                    continue;
                for (int k = j; k < n; k++)
                    matrix[i * n + k] -= factor * matrix[j * n + k];
                right[i] -= factor * right[j];
            }
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
                right[i] -= matrix[i * n + k] * right[k];
            right[i] /= matrix[i * n + i];
        }
    }
}

/// <summary>Gauss-Legendre quadrature.</summary>
internal static class GaussLegendre
{
    /// <summary>Nodes, ascending, and weights for the integral from <paramref name="low"/> to <paramref name="high"/>. O(n²).</summary>
    /// <remarks>Newton's method on the Legendre recurrence: Press and others, "Numerical Recipes" (2007), section 4.6.1.</remarks>
    public static (double[] Nodes, double[] Weights) Of(int n, double low, double high)
    {
        double[] nodes = new double[n], weights = new double[n];
        double middle = (low + high) / 2, half = (high - low) / 2;
        for (int i = 0; i < (n + 1) / 2; i++)
        {
            double z = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5)), slope = 1;
            for (int iteration = 0; iteration < 100; iteration++)
            {
                double last = 0, value = 1;
                for (int j = 0; j < n; j++)
                    (last, value) = (value, ((2 * j + 1) * z * value - j * last) / (j + 1));
                slope = n * (z * value - last) / (z * z - 1);
                double step = value / slope;
                z -= step;
                if (Math.Abs(step) < 1e-15)
                    break;
            }

            (nodes[i], nodes[n - 1 - i]) = (middle - half * z, middle + half * z);
            weights[i] = weights[n - 1 - i] = 2 * half / ((1 - z * z) * slope * slope);
        }

        return (nodes, weights);
    }
}

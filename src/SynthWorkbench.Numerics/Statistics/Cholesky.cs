using System.Numerics;

namespace SynthWorkbench.Numerics.Statistics;

/// <summary>The Cholesky factor of a symmetric positive definite matrix.</summary>
public static class Cholesky
{
    /// <summary>
    /// The lower triangle <c>L</c> (row by row, <paramref name="size"/> x <paramref name="size"/>, zero above the diagonal) with <c>L Lᵀ = matrix</c>; null when the matrix is not positive definite.
    /// O(size³).
    /// </summary>
    /// <remarks>Golub and Van Loan, "Matrix Computations" (2013), algorithm 4.2.1.</remarks>
    public static double[]? Factor(ReadOnlySpan<double> matrix, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.Length, size * size);
        double[] lower = new double[size * size];
        for (int j = 0; j < size; j++)
        {
            ReadOnlySpan<double> rowJ = lower.AsSpan(j * size, j);
            double diagonal = matrix[j * size + j] - Dot(rowJ, rowJ);
            if (!(diagonal > 1e-12))
                return null;
            double root = Math.Sqrt(diagonal);
            lower[j * size + j] = root;
            for (int i = j + 1; i < size; i++)
                lower[i * size + j] = (matrix[i * size + j] - Dot(lower.AsSpan(i * size, j), lower.AsSpan(j * size, j))) / root;
        }

        return lower;
    }

    /// <summary>The solution of <c>L Lᵀ x = right</c> for a factor <c>L</c>. O(size²).</summary>
    public static double[] Solve(double[] lower, ReadOnlySpan<double> right, int size)
    {
        ArgumentNullException.ThrowIfNull(lower);
        double[] x = right.ToArray();
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
                x[i] -= lower[i * size + j] * x[j];
            x[i] /= lower[i * size + i];
        }

        for (int i = size - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < size; j++)
                x[i] -= lower[j * size + i] * x[j];
            x[i] /= lower[i * size + i];
        }

        return x;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = Vector<double>.Zero;
        int lanes = Vector<double>.Count, i = 0;
        for (; i <= a.Length - lanes; i += lanes)
            sum += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        double total = Vector.Sum(sum);
        for (; i < a.Length; i++)
            total += a[i] * b[i];
        return total;
    }
}

using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Copula;

/// <summary>
/// Gaussian copula: each column's own distribution, tied together by the correlations of normal scores. The baseline, and the choice for tables with more columns than rows support trees.
/// </summary>
/// <remarks>
/// Nelsen, "An Introduction to Copulas" (2006), section 5.1; Masarotto and Varin, Electronic J. Statistics 6 (2012). Labels are intervals of a latent normal by falling frequency (ordinal ones in their
/// order), a missing value is a latent of its own. Correlations are shrunk to none as far as their sampling error asks for (Schäfer and Strimmer 2005, target D), so that more columns than
/// rows are allowed. Fit: O(rows x columns²); draw: O(columns²) a row.
/// </remarks>
public sealed class GaussianCopulaEngine : ISynthesisEngine
{
    /// <inheritdoc/>
    public string Id => "copula";

    /// <inheritdoc/>
    public string Version => "1";

    /// <inheritdoc/>
    public string DisplayName => "Gaussian copula";

    /// <inheritdoc/>
    public FittedModel Fit(Table train, EngineOptions options, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Columns.Length == 0 || train.RowCount == 0)
            throw new ArgumentException($"The table has {train.Columns.Length} columns and {train.RowCount} rows; a fit needs at least one of each.", nameof(train));
        var columns = new CopulaColumn[train.Columns.Length];
        var latents = new List<float[]>();
        for (int c = 0; c < columns.Length; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            columns[c] = CopulaColumn.Fit(train[c], latents);
            progress?.Report(new FitProgress(c + 1, columns.Length, train[c].Name));
        }

        return new FittedGaussianCopula(columns, Factor(latents, train.RowCount, cancellation), KnownRows.Of(train));
    }

    /// <summary>The Cholesky factor of the shrunk correlations.</summary>
    private static double[] Factor(List<float[]> latents, int rows, CancellationToken cancellation)
    {
        int d = latents.Count;
        foreach (float[] latent in latents)
            Standardise(latent);
        double[] correlation = new double[d * d];
        double[] noise = new double[d], signal = new double[d];
        Parallel.For(0, d, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            correlation[i * d + i] = 1;
            for (int j = 0; j < i; j++)
            {
                double r = Dot(latents[i], latents[j]) / rows;
                correlation[i * d + j] = correlation[j * d + i] = r;
                noise[i] += (1 - r * r) * (1 - r * r) / Math.Max(1, rows - 1);
                signal[i] += r * r;
            }
        });
        double shrink = signal.Sum() > 0 ? Math.Min(1, noise.Sum() / signal.Sum()) : 1;
        for (; ; shrink = Math.Min(1, shrink * 2 + 1e-4))
        {
            double[] shrunk = new double[d * d];
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                    shrunk[i * d + j] = i == j ? 1 : correlation[i * d + j] * (1 - shrink);
            }

            if (Cholesky.Factor(shrunk, d) is { } factor)
                return factor;
        }
    }

    private static void Standardise(float[] latent)
    {
        double mean = latent.Average(), sum = latent.Sum(v => (v - mean) * (v - mean));
        double scale = sum > 1e-9 ? 1 / Math.Sqrt(sum / latent.Length) : 0;
        for (int i = 0; i < latent.Length; i++)
            latent[i] = (float)((latent[i] - mean) * scale);
    }

    private static double Dot(float[] a, float[] b)
    {
        double total = 0;
        for (int start = 0; start < a.Length; start += 4096)
        {
            var sum = System.Numerics.Vector<float>.Zero;
            int end = Math.Min(a.Length, start + 4096), i = start, lanes = System.Numerics.Vector<float>.Count;
            for (; i <= end - lanes; i += lanes)
                sum += new System.Numerics.Vector<float>(a, i) * new System.Numerics.Vector<float>(b, i);
            total += System.Numerics.Vector.Sum(sum);
            for (; i < end; i++)
                total += a[i] * b[i];
        }

        return total;
    }

    /// <inheritdoc/>
    public FittedModel Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var columns = new CopulaColumn[reader.ReadInt32()];
        for (int c = 0; c < columns.Length; c++)
            columns[c] = CopulaColumn.Read(reader);
        return new FittedGaussianCopula(columns, ModelBytes.ReadDoubles(reader), KnownRows.Read(reader));
    }
}

/// <summary>The columns' distributions and the factor of their correlations.</summary>
public sealed class FittedGaussianCopula : FittedModel
{
    /// <summary>The least standard deviation of its own that a moved column is taken to have: one that those before it settle says nothing that others could follow.</summary>
    private const double LeastOwn = 0.1;

    private readonly CopulaColumn[] _columns;
    private readonly double[] _factor;
    private readonly KnownRows _known;

    internal FittedGaussianCopula(CopulaColumn[] columns, double[] factor, KnownRows known)
    {
        _columns = columns;
        _factor = factor;
        _known = known;
        Schema = new TableSchema(columns.Select(c => c.Schema));
    }

    /// <inheritdoc/>
    public override TableSchema Schema { get; }

    /// <summary>The realism control weakens the correlations below 0.6, evenly down to none at 0; single columns can be untied alone.</summary>
    public override Table SampleBlock(ulong seed, long block, int attempt, SamplingControls controls, int rows = BlockRows)
    {
        ArgumentNullException.ThrowIfNull(controls);
        return _known.Replace(Draw(RandomStream.Mix(seed, (ulong)attempt), block, controls, rows), (redraw, count) => Draw(RandomStream.Mix(RandomStream.Mix(seed, (ulong)attempt), 0xC0B1E5 + (ulong)redraw), block, controls, count));
    }

    internal override Table? SampleScreened(ulong seed, long block, int attempt, SamplingControls controls, RowScreen screen, int batches, int most)
    {
        var order = screen.In([.. _columns.Select(c => c.Schema.Name)]);
        ulong begin = RandomStream.Mix(RandomStream.Mix(seed, 0xBE61), (ulong)attempt);
        return BegunRows.Of(batches, most, batch => Begin(RandomStream.Mix(begin, (ulong)batch), block, controls, order)) is { } begun
            ? _known.Without(Finish(begun, RandomStream.Mix(RandomStream.Mix(seed, 0xF171), (ulong)attempt), block, controls)) : null;
    }

    private Table Draw(ulong seed, long block, SamplingControls controls, int rows) => Finish(new BegunRows([], new double[]?[Latents], rows), seed, block, controls);

    private int Latents => (int)Math.Round(Math.Sqrt(_factor.Length));

    /// <summary>The columns that settle a condition, of the rows that may meet it.</summary>
    private BegunRows Begin(ulong seed, long block, SamplingControls controls, ScreenOrder screen)
    {
        var begun = new BegunRows([], new double[]?[Latents], BlockRows);
        for (int c = 0; c <= screen.Last && begun.Count > 0; c++)
        {
            begun = Next(begun, seed, block, controls);
            begun = screen.Passed(c, begun.Columns) is { } passed ? begun.Take(passed) : begun;
        }

        return begun;
    }

    private Table Finish(BegunRows begun, ulong seed, long block, SamplingControls controls)
    {
        while (begun.Columns.Length < _columns.Length)
            begun = Next(begun, seed, block, controls);
        return new Table(begun.Columns);
    }

    /// <summary>The next column: its latents from their own independent normals, which are the state, and those before.</summary>
    private BegunRows Next(BegunRows begun, ulong seed, long block, SamplingControls controls)
    {
        int c = begun.Columns.Length, d = Latents, at = _columns.Take(c).Sum(before => before.HasMissing ? 2 : 1);
        var column = _columns[c];
        for (int i = at; i <= (column.HasMissing ? at + 1 : at); i++)
        {
            var own = new RandomStream(seed, (ulong)block, (ulong)i);
            double[] normals = begun.State[i] = new double[begun.Count];
            for (int row = 0; row < normals.Length; row++)
                normals[row] = own.NextGaussian();
        }

        double tie = Math.Clamp(controls.RealismOf(column.Schema.Name) / SamplingControls.DefaultRealism, 0, 1);
        var random = new RandomStream(seed, (ulong)block, (ulong)(d + c));
        double[] value = Tied(Correlated(begun.State, d, at), tie, ref random);
        double[]? missing = column.HasMissing ? Correlated(begun.State, d, at + 1) : null;
        var drawn = column.Draw(value, missing, controls.Coverage, ref random);
        if (ValueWarp.Of(controls, column.Schema, this) is { } warp)
            drawn = Moved(drawn, column.Marginal!, warp, begun.State[at]!, tie / Math.Max(LeastOwn, _factor[at * d + at]));
        return begun with { Columns = [.. begun.Columns, drawn] };
    }

    /// <summary>The normals of a latent from the independent ones of it and of those before it.</summary>
    private double[] Correlated(double[]?[] latent, int d, int i)
    {
        double[] drawn = new double[latent[i]!.Length];
        for (int j = 0; j <= i; j++)
        {
            double weight = _factor[i * d + j];
            if (weight == 0)
                continue;
            double[] from = latent[j]!;
            for (int row = 0; row < drawn.Length; row++)
                drawn[row] += weight * from[row];
        }

        return drawn;
    }

    /// <summary>
    /// A column with its numbers moved, and its independent normals moved as far as makes the columns after it conditional on the moved values: the rows of the Cholesky factor are those
    /// conditionals, so a score that moves by s moves its own normal by s / diagonal.
    /// </summary>
    private static Column Moved(Column column, NumberMarginal marginal, ValueWarp warp, double[] latent, double scale)
    {
        double[] values = NumberMarginal.Numbers(column);
        for (int row = 0; row < values.Length; row++)
        {
            double moved = warp.At(values[row]);
            if (moved != values[row] && !double.IsNaN(moved))
                latent[row] += scale * (marginal.ScoreAt(moved) - marginal.ScoreAt(values[row]));
            values[row] = moved;
        }

        return NumberMarginal.ToColumn(column.Schema, values);
    }

    /// <summary>A latent mixed with noise of its own, still standard normal.</summary>
    private static double[] Tied(double[] latent, double tie, ref RandomStream random)
    {
        if (tie >= 1)
            return latent;
        double own = Math.Sqrt(1 - tie * tie);
        double[] mixed = new double[latent.Length];
        for (int i = 0; i < mixed.Length; i++)
            mixed[i] = tie * latent[i] + own * random.NextGaussian();
        return mixed;
    }

    internal override LabelCounts? LabelsOf(string column) => _columns.FirstOrDefault(c => c.Schema.Name == column) is { Marginal: null, LabelCounts.Length: > 0 } found
        ? new LabelCounts(found.Dictionary, found.LabelCounts, (int)Math.Round(found.LabelCounts.Sum() / (1 - found.Missing))) : null;

    internal override NumberMarginal? MarginalOf(string column) => _columns.FirstOrDefault(c => c.Schema.Name == column)?.Marginal;

    /// <inheritdoc/>
    public override Surprise Judge(Table rows, CancellationToken cancellation, Table? shown = null) => CopulaSurprise.Of(_columns, _factor, rows, shown, cancellation);

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_columns.Length);
        foreach (var column in _columns)
            column.Write(writer);
        ModelBytes.Write(writer, _factor);
        _known.Write(writer);
    }
}

using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Noisy counts of cells and the distribution that fits them. Nothing in it comes from the reference without noise: it may be given away as far as <see cref="Privacy"/> goes.
/// </summary>
public sealed class FittedPrivateMarginals : FittedModel
{
    private readonly PrivateDomain[] _domains;
    private readonly double[][] _rows;
    private readonly int[][] _groupOf;
    private readonly PrivateNetwork _network;
    private readonly CellDraw[] _draws;
    private readonly int[] _sizes;

    internal FittedPrivateMarginals(PrivateDomain[] domains, double[][] rows, int[][] groupOf, PrivateNetwork network, PrivacyStatement privacy)
    {
        _domains = domains;
        _rows = rows;
        _groupOf = groupOf;
        _network = network;
        _sizes = network.Sizes();
        _draws = [.. domains.Select((d, c) => new CellDraw(d, rows[c], groupOf[c], _sizes[c]))];
        Privacy = privacy;
        Schema = new TableSchema(domains.Select(d => d.Schema));
    }

    /// <inheritdoc/>
    public override TableSchema Schema { get; }

    /// <summary>What is guaranteed, what was spent and what was taken for public.</summary>
    public override PrivacyStatement Privacy { get; }

    /// <summary>The realism control unties columns below 0.6: so many rows draw the column alone, all of them at 0.</summary>
    public override Table SampleBlock(ulong seed, long block, int attempt, SamplingControls controls, int rows = BlockRows)
    {
        ArgumentNullException.ThrowIfNull(controls);
        ulong start = RandomStream.Mix(seed, (ulong)attempt);
        int[][] groups = new int[_domains.Length][];
        foreach (var node in _network.Nodes)
        {
            var random = new RandomStream(start, (ulong)block, (ulong)node.Column);
            double tie = Math.Clamp(controls.RealismOf(_domains[node.Column].Schema.Name) / SamplingControls.DefaultRealism, 0, 1);
            int[] drawn = groups[node.Column] = new int[rows];
            for (int row = 0; row < rows; row++)
            {
                double untied = random.NextDouble(), u = random.NextDouble();
                drawn[row] = untied < tie
                    ? Position(node.Cumulated, _network.Context(node, groups, row, _sizes) * node.Size, node.Size, u)
                    : Position(node.MarginalCumulated, 0, node.Size, u);
            }
        }

        var columns = new Column[_domains.Length];
        for (int c = 0; c < columns.Length; c++)
        {
            var random = new RandomStream(start, (ulong)block, (ulong)(_domains.Length + c));
            columns[c] = _draws[c].Draw(groups[c], controls.Coverage, ref random);
        }

        return new Table(columns);
    }

    /// <summary>The first place whose sum is above a share of the last one's.</summary>
    internal static int Position(double[] sums, int from, int count, double u)
    {
        double wanted = u * sums[from + count - 1];
        int low = 0, high = count - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sums[from + middle] > wanted)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    internal override LabelCounts? LabelsOf(string column)
    {
        int c = Array.FindIndex(_domains, d => d.Schema.Name == column && !d.IsNumber);
        if (c < 0)
            return null;
        int[] labels = [.. Enumerable.Range(0, _domains[c].Count).Where(cell => _domains[c].Kinds[cell] == CellKind.Label)];
        return labels.Length == 0 ? null : new LabelCounts([.. labels.Select(cell => _domains[c].Labels[cell])], [.. labels.Select(cell => (int)Math.Round(_rows[c][cell]))], (int)Math.Min(int.MaxValue, Math.Round(_rows[c].Sum())));
    }

    /// <summary>None: private marginals know no order in which columns could follow a moved number.</summary>
    internal override NumberMarginal? MarginalOf(string column) => null;

    /// <inheritdoc/>
    public override Surprise Judge(Table rows, CancellationToken cancellation, Table? shown = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return PrivateSurprise.Of(_domains, _rows, _groupOf, _network, rows, shown, cancellation);
    }

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_domains.Length);
        for (int c = 0; c < _domains.Length; c++)
        {
            _domains[c].Write(writer);
            ModelBytes.Write(writer, _rows[c]);
            ModelBytes.Write(writer, _groupOf[c]);
        }

        _network.Write(writer);
        Privacy.Write(writer);
    }

    internal static FittedPrivateMarginals Read(BinaryReader reader)
    {
        int columns = reader.ReadInt32();
        var domains = new PrivateDomain[columns];
        double[][] rows = new double[columns][];
        int[][] groupOf = new int[columns][];
        for (int c = 0; c < columns; c++)
        {
            domains[c] = PrivateDomain.Read(reader);
            rows[c] = ModelBytes.ReadDoubles(reader);
            groupOf[c] = ModelBytes.ReadInts(reader);
        }

        return new FittedPrivateMarginals(domains, rows, groupOf, PrivateNetwork.Read(reader), PrivacyStatement.Read(reader));
    }
}

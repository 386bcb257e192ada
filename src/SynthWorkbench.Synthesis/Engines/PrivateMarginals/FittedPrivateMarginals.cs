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
            groups[node.Column] = Groups(node, groups, start, block, controls, rows);
        return new Table(_domains.Select((_, c) => Values(c, groups[c], start, block, controls)));
    }

    /// <summary>Groups of the columns that a condition reads and of those that they depend on come first, then the values of the former: the others need not be drawn to tell who meets it.</summary>
    internal override Table? SampleScreened(ulong seed, long block, int attempt, SamplingControls controls, RowScreen screen, int batches, int most)
    {
        var nodes = Before(c => screen.Reads(_domains[c].Schema.Name));
        int[] read = [.. nodes.Select(n => n.Column).Where(c => screen.Reads(_domains[c].Schema.Name))];
        var order = screen.In([.. read.Select(c => _domains[c].Schema.Name)]);
        ulong begin = RandomStream.Mix(RandomStream.Mix(seed, 0xBE61), (ulong)attempt);
        if (BegunRows.Of(batches, most, batch => Begin(nodes, RandomStream.Mix(begin, (ulong)batch), block, controls, screen, order)) is not { } begun)
            return null;

        ulong start = RandomStream.Mix(RandomStream.Mix(seed, 0xF171), (ulong)attempt);
        int[][] groups = [.. begun.State.Select(s => s is null ? [] : Array.ConvertAll(s, g => (int)g))];
        foreach (var node in _network.Nodes.Where(n => begun.State[n.Column] is null))
            groups[node.Column] = Groups(node, groups, start, block, controls, begun.Count);
        return new Table(_domains.Select((_, c) => Array.IndexOf(read, c) is >= 0 and var at ? begun.Columns[at] : Values(c, groups[c], start, block, controls)));
    }

    private BegunRows Begin(List<PrivateNetwork.Node> nodes, ulong start, long block, SamplingControls controls, RowScreen screen, ScreenOrder order)
    {
        var begun = new BegunRows([], new double[]?[_domains.Length], BlockRows);
        foreach (var node in nodes)
        {
            int[][] groups = [.. begun.State.Select((s, c) => s is null || !node.Parents.Contains(c) ? [] : Array.ConvertAll(s, g => (int)g))];
            int[] drawn = Groups(node, groups, start, block, controls, begun.Count);
            begun.State[node.Column] = Array.ConvertAll(drawn, g => (double)g);
            if (!screen.Reads(_domains[node.Column].Schema.Name))
                continue;
            begun = begun with { Columns = [.. begun.Columns, Values(node.Column, drawn, start, block, controls)] };
            begun = order.Passed(begun.Columns.Length - 1, begun.Columns) is { } passed ? begun.Take(passed) : begun;
            if (begun.Count == 0)
                break;
        }

        return begun;
    }

    /// <summary>The nodes of some columns and of all that they depend on, in the order of drawing.</summary>
    private List<PrivateNetwork.Node> Before(Func<int, bool> isWanted)
    {
        bool[] needed = [.. _domains.Select((_, c) => isWanted(c))];
        foreach (var node in Enumerable.Reverse(_network.Nodes).Where(n => needed[n.Column]))
        {
            foreach (int parent in node.Parents)
                needed[parent] = true;
        }

        return [.. _network.Nodes.Where(n => needed[n.Column])];
    }

    private int[] Groups(PrivateNetwork.Node node, int[][] groups, ulong start, long block, SamplingControls controls, int rows)
    {
        var random = new RandomStream(start, (ulong)block, (ulong)node.Column);
        double tie = Math.Clamp(controls.RealismOf(_domains[node.Column].Schema.Name) / SamplingControls.DefaultRealism, 0, 1);
        int[] drawn = new int[rows], order = EvenPlaces.Order(rows, ref random);
        int contexts = node.Conditional.Length / node.Size;
        using var even = new EvenPlaces(contexts + 1, random.NextUInt64());
        foreach (int row in order)
        {
            int context = tie >= 1 || random.NextDouble() < tie ? _network.Context(node, groups, row, _sizes) : contexts;
            double u = even.NextOfAny(context);
            drawn[row] = context < contexts ? Position(node.Cumulated, context * node.Size, node.Size, u) : Position(node.MarginalCumulated, 0, node.Size, u);
        }

        return drawn;
    }

    private Column Values(int c, int[] groups, ulong start, long block, SamplingControls controls)
    {
        var random = new RandomStream(start, (ulong)block, (ulong)(_domains.Length + c));
        return _draws[c].Draw(groups, controls.Coverage, ref random);
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

    internal override IReadOnlyList<(string Column, int Labels)> LabelsFound => [.. _domains.Where(d => d.Kinds.Contains(CellKind.Other)).Select(d => (d.Schema.Name, d.Kinds.Count(k => k == CellKind.Label)))];

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

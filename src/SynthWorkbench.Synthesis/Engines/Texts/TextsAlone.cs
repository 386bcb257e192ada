using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>The model of a table of which nothing but free text is learned: it has no column of its own.</summary>
internal sealed class TextsAlone : FittedModel
{
    /// <summary>A column without meaning that says how many rows a block has; it is never part of an output.</summary>
    public const string RowColumn = "\u0001row";

    /// <inheritdoc/>
    public override TableSchema Schema { get; } = new([new ColumnSchema(RowColumn, ColumnKind.Numeric)]);

    /// <inheritdoc/>
    public override Table SampleBlock(ulong seed, long block, int attempt, SamplingControls controls, int rows = BlockRows) => new([new NumericColumn(Schema[0], new double[rows])]);

    /// <inheritdoc/>
    public override Surprise Judge(Table rows, CancellationToken cancellation, Table? shown = null) => new([], [], (_, _) => "");

    internal override LabelCounts? LabelsOf(string column) => null;

    internal override NumberMarginal? MarginalOf(string column) => null;

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer)
    {
    }
}

using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>A synthesizer: learns from the training part of a reference and returns an immutable model. It is never given the holdout.</summary>
public interface ISynthesisEngine
{
    /// <summary>The id in recipes, e.g. <c>trees</c>.</summary>
    string Id { get; }

    /// <summary>Changes whenever the same fit would draw other rows; part of the cache key and of the run's record.</summary>
    string Version { get; }

    /// <summary>The name on the screen.</summary>
    string DisplayName { get; }

    /// <summary>Whether what it learns is differentially private.</summary>
    bool IsPrivate => false;

    /// <summary>Fits a model to all columns of <paramref name="train"/>.</summary>
    /// <exception cref="ArgumentException">The table has no column or no row.</exception>
    FittedModel Fit(Table train, EngineOptions options, IProgress<FitProgress>? progress, CancellationToken cancellation);

    /// <summary>Reads a model that <see cref="FittedModel.Write"/> wrote.</summary>
    FittedModel Read(BinaryReader reader);
}

/// <summary>How far a fit is: columns done of all.</summary>
public readonly record struct FitProgress(int Done, int Total, string Column);

/// <summary>
/// What an engine learned. Immutable and safe for use by many threads. Rows are drawn in blocks of <see cref="BlockRows"/>: a block is a function of
/// (model, controls, seed, block, attempt) alone, so that any chunking and any number of threads give the same rows.
/// </summary>
public abstract class FittedModel
{
    /// <summary>Rows of one block.</summary>
    public const int BlockRows = 4096;

    /// <summary>The columns drawn.</summary>
    public abstract TableSchema Schema { get; }

    /// <summary>What is guaranteed and what a fit spent; null where nothing is guaranteed.</summary>
    public virtual PrivateMarginals.PrivacyStatement? Privacy => null;

    /// <summary>What was learned of columns of free text, which are written after the model's own columns.</summary>
    internal ImmutableArray<Texts.FittedText> Texts { get; private set; } = [];

    /// <summary>What the numbers of personal values stand for that the model draws; null where it draws none.</summary>
    internal Pseudonyms.FittedPseudonyms? Pseudonyms { get; private set; }

    /// <summary>The model with columns of free text beside its own, and with what its numbers of personal values stand for.</summary>
    internal FittedModel With(ImmutableArray<Texts.FittedText> texts, Pseudonyms.FittedPseudonyms? pseudonyms)
    {
        var model = (FittedModel)MemberwiseClone();
        model.Texts = texts;
        model.Pseudonyms = pseudonyms;
        return model;
    }

    /// <summary>Draws the rows of a block; <paramref name="attempt"/> 0 is the block itself, higher ones are replacements for rejected rows. Blocks of other than <see cref="BlockRows"/> rows
    /// are for previews: their rows are not those of a run.</summary>
    public abstract Table SampleBlock(ulong seed, long block, int attempt, SamplingControls controls, int rows = BlockRows);

    /// <summary>
    /// Begins so many batches of <see cref="BlockRows"/> rows, gives up each row as soon as <paramref name="screen"/> refuses it, and draws the other columns of at most <paramref name="most"/> that pass: the
    /// rows that <see cref="SampleBlock"/> draws and that meet the condition, at the cost of their first columns. Null where nothing passed.
    /// </summary>
    internal virtual Table? SampleScreened(ulong seed, long block, int attempt, SamplingControls controls, RowScreen screen, int batches, int most) =>
        throw new NotSupportedException("This model draws rows whole.");

    /// <summary>Whether <see cref="SampleScreened"/> works; else rows must be drawn whole and picked.</summary>
    internal virtual bool CanScreen => true;

    /// <summary>Says of each cell and row how unexpected it is. The table must have the model's columns; labels and values that the model never saw are allowed. Reasons quote the
    /// values of <paramref name="shown"/>: the rows in the form that people know, where the model learned another one.</summary>
    public abstract Surprise Judge(Table rows, CancellationToken cancellation, Table? shown = null);

    /// <summary>The labels of a column with their training rows; null where the model has no labels of this name.</summary>
    internal abstract LabelCounts? LabelsOf(string column);

    /// <summary>Columns whose labels were found under a guarantee of privacy, and how many were: what is not among them is not drawn. Says no more of the reference than the model does.</summary>
    internal virtual IReadOnlyList<(string Column, int Labels)> LabelsFound => [];

    /// <summary>The values of a number or date; null where the model has none of this name.</summary>
    internal abstract NumberMarginal? MarginalOf(string column);

    /// <summary>Writes the model. The bytes hold values of the training rows: they are personal data where the table is.</summary>
    public abstract void Write(BinaryWriter writer);

    /// <summary>Draws rows <paramref name="firstRow"/> to <paramref name="firstRow"/> + <paramref name="count"/> - 1.</summary>
    public Table Sample(ulong seed, long firstRow, int count, SamplingControls? controls = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        long first = firstRow / BlockRows, last = Math.Max(first, (firstRow + count - 1) / BlockRows);
        var blocks = new Table[last - first + 1];
        Parallel.For(0, blocks.Length, i => blocks[i] = SampleBlock(seed, first + i, 0, controls ?? SamplingControls.Default));
        return Table.Concat(blocks).Slice((int)(firstRow - first * BlockRows), count);
    }
}

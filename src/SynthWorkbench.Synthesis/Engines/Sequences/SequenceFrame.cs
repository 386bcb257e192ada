using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Engines.SequentialTrees;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>
/// Rows of sequences beside what is known before each: columns of inputs and of drawn values in the order in which they are used, and the trees of the drawn ones. Inputs are columns without trees.
/// </summary>
internal sealed class SequenceFrame
{
    private SequenceFrame(FrameColumn[] layout, TreeColumn[] columns)
    {
        Layout = layout;
        Columns = columns;
    }

    public FrameColumn[] Layout { get; }

    public TreeColumn[] Columns { get; }

    /// <summary>The columns of the first row of a sequence: context and calendar, then features.</summary>
    public static FrameColumn[] FirstLayout(SequenceFeatures features) =>
        [.. Indexed(FrameKind.Context, features.Context.Length), .. Calendar(features.Axis), .. Indexed(FrameKind.Feature, features.Features.Length)];

    /// <summary>The columns of every other row: context, place, the rows before, the step, the calendar, then features.</summary>
    public static FrameColumn[] NextLayout(SequenceFeatures features, bool isSingle, bool isRegular)
    {
        var axis = features.Axis;
        // In a single series the place names one moment of it: drawn rows must not be told which.
        FrameColumn[] place = isSingle ? [] : [new(FrameKind.Position), new(FrameKind.Remaining), new(FrameKind.Elapsed)];
        FrameColumn[] before = isRegular ? [] : [new(FrameKind.PreviousDelta), .. axis is { IsCalendar: true, HasDays: true } ? [new FrameColumn(FrameKind.PreviousWeekday)] : Array.Empty<FrameColumn>(), .. axis.HasHours ? [new FrameColumn(FrameKind.PreviousHour)] : Array.Empty<FrameColumn>()];
        var lags = new List<FrameColumn>();
        for (int f = 0; f < features.Learned.Length; f++)
        {
            lags.Add(new FrameColumn(FrameKind.Lag, f));
            lags.Add(new FrameColumn(FrameKind.SecondLag, f));
            if (features.Learned[f].Kind is ColumnKind.Numeric or ColumnKind.DateTime)
                lags.Add(new FrameColumn(FrameKind.Average, f));
        }

        return [.. Indexed(FrameKind.Context, features.Context.Length), .. place, .. before, .. lags, .. isRegular ? [] : new[] { new FrameColumn(FrameKind.Delta) }, .. Calendar(axis), .. Indexed(FrameKind.Feature, features.Features.Length)];
    }

    private static IEnumerable<FrameColumn> Indexed(FrameKind kind, int count) => Enumerable.Range(0, count).Select(i => new FrameColumn(kind, i));

    private static FrameColumn[] Calendar(TimeAxis axis) => !axis.IsCalendar ? [] : [new(FrameKind.Month), .. axis.HasDays ? [new FrameColumn(FrameKind.Weekday)] : Array.Empty<FrameColumn>(), .. axis.HasHours ? [new FrameColumn(FrameKind.Hour)] : Array.Empty<FrameColumn>()];

    /// <summary>Learns the drawn columns from training rows that are described by <paramref name="layout"/>.</summary>
    public static SequenceFrame Fit(FrameColumn[] layout, Table rows, EngineOptions options, bool isGuided, Action<string> learned, CancellationToken cancellation)
    {
        var coding = new ColumnCodes[layout.Length];
        var codes = new int[layout.Length][];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, layout.Length, parallel, c =>
        {
            coding[c] = ColumnCodes.Of(rows[c]);
            codes[c] = coding[c].Encode(rows[c]);
        });
        var columns = new TreeColumn[layout.Length];
        int next = layout.Length;
        Parallel.For(0, layout.Length, parallel, _ =>
        {
            int c = Interlocked.Decrement(ref next);
            columns[c] = layout[c].IsDrawn ? TreeColumnFit.Fit(rows, c, coding, codes, options, isGuided, cancellation) : Input(rows[c], coding[c]);
            if (layout[c].Kind == FrameKind.Feature)
                learned(rows[c].Name);
        });
        return new SequenceFrame(layout, columns);
    }

    private static TreeColumn Input(Column column, ColumnCodes codes) => new()
    {
        Schema = column.Schema, Codes = codes, Predictors = [], MissingTree = null, ValueTree = null, Guide = null, Residuals = [], LabelCounts = [], Marginal = null,
        Dictionary = column is CodedColumn coded ? coded.Dictionary : ImmutableArray<string>.Empty,
    };

    /// <summary>The position of a feature's column.</summary>
    public int IndexOf(int feature) => Array.IndexOf(Layout, new FrameColumn(FrameKind.Feature, feature));

    public void Write(BinaryWriter writer)
    {
        writer.Write(Layout.Length);
        for (int c = 0; c < Layout.Length; c++)
        {
            writer.Write((int)Layout[c].Kind);
            writer.Write(Layout[c].Index);
            Columns[c].Write(writer);
        }
    }

    public static SequenceFrame Read(BinaryReader reader)
    {
        var layout = new FrameColumn[reader.ReadInt32()];
        var columns = new TreeColumn[layout.Length];
        for (int c = 0; c < layout.Length; c++)
        {
            layout[c] = new FrameColumn((FrameKind)reader.ReadInt32(), reader.ReadInt32());
            columns[c] = TreeColumn.Read(reader);
        }

        return new SequenceFrame(layout, columns);
    }
}

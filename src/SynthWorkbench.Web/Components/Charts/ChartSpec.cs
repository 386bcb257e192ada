namespace SynthWorkbench.Web.Components.Charts;

/// <summary>Whose data a series shows: the role fixes colour and line through the whole product.</summary>
public enum DataRole
{
    Real,
    Synthetic,
    Holdout,
    Ghost,

    /// <summary>A boundary beyond which something passes.</summary>
    PassBoundary,

    /// <summary>A boundary beyond which something fails.</summary>
    FailBoundary,
}

/// <summary>How a series is drawn.</summary>
public enum Mark
{
    Line,
    Step,
    Bar,
}

/// <summary>One series. <paramref name="X"/> are numbers, dates as yyyy-MM-dd, or labels.</summary>
public sealed record ChartSeries(string Name, DataRole Role, Mark Mark, IReadOnlyList<object> X, IReadOnlyList<double> Y);

/// <summary>What a chart says and shows. The title is the finding, the subtitle the measure and n.</summary>
public sealed record ChartSpec
{
    public required string Title { get; init; }

    public required string Subtitle { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    public string XTitle { get; init; } = "";

    public string YTitle { get; init; } = "";

    /// <summary>Draws the diagonal that means "no better than chance".</summary>
    public bool ChanceLine { get; init; }

    /// <summary>The axis of shares: percent ticks.</summary>
    public bool Percent { get; init; }

    /// <summary>Whether the value axis begins at zero; false where small differences far from zero are the point.</summary>
    public bool FromZero { get; init; } = true;

    /// <summary>File name of downloads.</summary>
    public string Name => new([.. Title.Where(c => char.IsLetterOrDigit(c) || c == ' ').Take(60)]);
}

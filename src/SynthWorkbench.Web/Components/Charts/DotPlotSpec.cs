namespace SynthWorkbench.Web.Components.Charts;

/// <summary>How a dot is drawn: shape and fill tell it apart, colour repeats them.</summary>
public enum DotMark
{
    Better,
    Worse,
    Different,
    Open,
    Noise,
}

/// <summary>A dot with a whisker of <paramref name="Half"/> to either side, and what it says.</summary>
public sealed record Dot(double At, double Half, DotMark Mark, string Words);

/// <summary>A line of the plot: a dot for each panel, null where there is none.</summary>
public sealed record DotRow(string Label, IReadOnlyList<Dot?> Dots);

/// <summary>Lines under one heading.</summary>
public sealed record DotGroup(string Name, IReadOnlyList<DotRow> Rows);

/// <summary>Dots and whiskers about zero, a panel for each thing compared. The title is the finding, the subtitle the measure and n.</summary>
public sealed record DotPlotSpec(string Title, string Subtitle, string Below, string Above, IReadOnlyList<string> Panels, IReadOnlyList<DotGroup> Groups)
{
    private const double Widest = 12;

    /// <summary>Where the axis ends on either side; dots beyond it stand at its edge with their number.</summary>
    public double End => Math.Clamp(2 * Math.Ceiling(Groups.SelectMany(g => g.Rows).SelectMany(r => r.Dots).Select(d => d is null ? 0 : Math.Abs(d.At) + d.Half).DefaultIfEmpty(0).Max() / 2), 4, Widest);
}

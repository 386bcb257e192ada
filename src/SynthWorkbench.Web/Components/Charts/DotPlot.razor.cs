using Microsoft.AspNetCore.Components;

namespace SynthWorkbench.Web.Components.Charts;

/// <summary>Draws a <see cref="DotPlotSpec"/> as SVG in the colours of the tokens, so that it follows the theme.</summary>
public sealed partial class DotPlot
{
    private const int LabelWidth = 236, Head = 44, Foot = 22, Line = 20, Heading = 30;

    /// <summary>Where the axis begins and ends in a panel, in percent of its width.</summary>
    private const double Edge = 5;

    private readonly List<(string Name, int Y)> _groups = [];
    private readonly List<(DotRow Row, int Y)> _rows = [];
    private ElementReference _plot;
    private double _end;
    private int _height;
    private bool _table;

    [Parameter, EditorRequired]
    public DotPlotSpec Spec { get; set; } = null!;

    private IEnumerable<double> Ticks => Enumerable.Range(-2, 5).Select(i => i * _end / 2);

    protected override void OnParametersSet()
    {
        _groups.Clear();
        _rows.Clear();
        _end = Spec.End;
        int y = Head;
        foreach (var group in Spec.Groups)
        {
            _groups.Add((group.Name, y + 10));
            y += Heading;
            foreach (var row in group.Rows)
            {
                _rows.Add((row, y));
                y += Line;
            }
        }

        _height = y + Foot;
    }

    private static string Shape(DotMark mark) => mark switch
    {
        DotMark.Worse => "M0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z",
        DotMark.Different => "M0 -5l5 9h-10z",
        DotMark.Noise => "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z",
        _ => "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    };

    private string X(double value) => $"{50 + (50 - Edge) * Math.Clamp(value / _end, -1, 1):0.##}%";

    private bool Has(DotMark mark) => _rows.Exists(r => r.Row.Dots.Any(d => d?.Mark == mark));
}

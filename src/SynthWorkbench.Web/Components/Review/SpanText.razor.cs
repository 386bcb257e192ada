using System.Globalization;
using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Web.Components.Review;

/// <summary>A field's text with marked passages. Passages may overlap: the text is cut where one begins or ends, and nowhere else.</summary>
public sealed partial class SpanText
{
    private RenderFragment? _segments;
    private IReadOnlyList<MarkedSpan>? _shownSpans;
    private string? _shown;
    private bool _changed;

    [Parameter, EditorRequired]
    public string Field { get; set; } = "";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>Of this field alone.</summary>
    [Parameter]
    public IReadOnlyList<MarkedSpan> Spans { get; set; } = [];

    [Parameter]
    public string? Dir { get; set; } = "auto";

    /// <summary>The text from <paramref name="Start"/> to <paramref name="End"/> with the places in the list of the spans that cover it.</summary>
    private readonly record struct Segment(int Start, int End, IReadOnlyList<int> Covering);

    /// <summary>Cuts a text at the spans' borders. Borders beyond the text are drawn in; one within a surrogate pair moves outward.</summary>
    private static List<Segment> Cut(string text, IReadOnlyList<MarkedSpan> spans)
    {
        var places = spans.Select((s, i) => (Start: Snap(text, s.Start, 0), End: Snap(text, s.End, 1), At: i)).Where(p => p.End > p.Start).ToList();
        var borders = places.SelectMany(p => new[] { p.Start, p.End }).Append(0).Append(text.Length).Distinct().Order().ToList();
        var segments = new List<Segment>(borders.Count);
        for (int i = 0; i + 1 < borders.Count; i++)
            segments.Add(new Segment(borders[i], borders[i + 1], [.. places.Where(p => p.Start <= borders[i] && p.End >= borders[i + 1]).Select(p => p.At)]));
        return segments;
    }

    protected override void OnParametersSet()
    {
        // A long text is cut and compared only when it or its marks changed, not with each keystroke beside it.
        _changed = !ReferenceEquals(_shown, Text) || _shownSpans is null || !_shownSpans.SequenceEqual(Spans);
        if (!_changed)
            return;
        (_shown, _shownSpans) = (Text, [.. Spans]);
        _segments = Render(Text, _shownSpans);
    }

    protected override bool ShouldRender() => _changed;

    private static RenderFragment Render(string text, IReadOnlyList<MarkedSpan> spans) => builder =>
    {
        foreach (var (start, end, covering) in Cut(text, spans))
        {
            builder.OpenRegion(0);
            if (covering.Count == 0)
                builder.AddContent(0, text[start..end]);
            else
            {
                builder.OpenElement(0, "mark");
                builder.AddAttribute(1, "tabindex", "0");
                builder.AddAttribute(2, "title", string.Join("; ", covering.Select(i => Told(spans[i]))));
                if (covering.Count > 1)
                    builder.AddAttribute(3, "class", "many");
                // Numbers, as in the list of passages, stand where a passage ends; they are drawn by the style and not part of the text.
                if (covering.Where(i => spans[i].End <= end || end == text.Length).Select(i => (i + 1).ToString(CultureInfo.InvariantCulture)).ToList() is { Count: > 0 } ending)
                    builder.AddAttribute(4, "data-ends", string.Join(' ', ending));
                builder.AddContent(5, text[start..end]);
                builder.CloseElement();
            }

            builder.CloseRegion();
        }
    };

    private static string Told(MarkedSpan span) => span.Severity is null ? span.Label : $"{span.Label}, {span.Severity}";

    private static int Snap(string text, int at, int outward)
    {
        at = Math.Clamp(at, 0, text.Length);
        return at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]) ? at - 1 + (2 * outward) : at;
    }
}

using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Web.Components.Review;

/// <summary>The passages of a field in the order of their numbers: the list beside the form and the marks in the text show the same ones.</summary>
internal static class SpanNumbers
{
    public static IReadOnlyList<MarkedSpan> Of(ReviewAnswers answers, string field) => [.. answers.ByCriterion.Values.SelectMany(a => a.Spans).Where(s => s.Field == field)];

    public static int Of(ReviewAnswers answers, MarkedSpan span) => Of(answers, span.Field).ToList().IndexOf(span) + 1;
}

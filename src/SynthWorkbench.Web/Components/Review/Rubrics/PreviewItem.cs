using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Web.Components.Review.Rubrics;

/// <summary>An invented item that fits what a rubric asks: a pair, texts to mark, or a record.</summary>
internal static class PreviewItem
{
    public static ItemContent For(Rubric rubric)
    {
        if (rubric.Criteria.Any(c => c.Scale == ScaleKind.Pairwise))
            return new ItemContent { Fields = [.. Record("A", "67", "168", "2 days"), .. Record("B", "34", "181", "19 days")] };
        var marked = rubric.Criteria.Where(c => c.Scale == ScaleKind.Span).Select(c => c.Field ?? "text").Distinct(StringComparer.Ordinal).ToList();
        return marked.Count == 0
            ? new ItemContent { Fields = [.. Record(null, "4", "168", "2 days")] }
            : new ItemContent
            {
                Fields =
                [
                    new ItemField("source", "Die Tabletten sind zweimal täglich nach dem Essen einzunehmen.", FieldKind.Text),
                    .. marked.Select(field => new ItemField(field, "The tablets are to be taken two times a day before the meal. Please do not stop it by yourself.", FieldKind.Text)),
                ],
            };
    }

    private static IEnumerable<ItemField> Record(string? side, string age, string height, string stay) =>
    [
        new("age", age, Side: side, Group: "Person", Unit: "years"),
        new("occupation", "retired", Side: side, Group: "Person", Bits: age == "4" ? 11 : 0, Why: "No one of this age is retired in the data."),
        new("height", height, Side: side, Group: "Person", Unit: "cm"),
        new("admitted", "2024-03-11", Side: side, Group: "Visit"),
        new("stay", stay, Side: side, Group: "Visit"),
        new("diagnosis", null, Side: side, Group: "Visit"),
    ];
}

namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>The one set of words for scales and reasons.</summary>
public static class RubricWords
{
    public static string Of(ScaleKind scale) => scale switch
    {
        ScaleKind.Nominal => "One option",
        ScaleKind.Ordinal => "Ordered options",
        ScaleKind.Numeric => "Number",
        ScaleKind.MultiLabel => "Several options",
        ScaleKind.Span => "Marked passages",
        ScaleKind.Pairwise => "A, B or tie",
        _ => "Words",
    };

    public static string Of(RationaleRule rule) => rule switch
    {
        RationaleRule.None => "not asked",
        RationaleRule.Optional => "optional",
        RationaleRule.Required => "required",
        _ => "required with some answers",
    };
}

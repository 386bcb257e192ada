using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Web.Components.Review.Rubrics;

/// <summary>The values that conditions, reasons and defects may name, with what a person reads.</summary>
internal static class OfferedValues
{
    public static IReadOnlyList<(string Value, string Label)> Of(Criterion criterion) =>
        [.. RubricRules.Offered(criterion).Distinct(StringComparer.Ordinal).Select(v => (v, criterion.Options.FirstOrDefault(o => o.Value == v) is { Label.Length: > 0 } o ? o.Label : v))];
}

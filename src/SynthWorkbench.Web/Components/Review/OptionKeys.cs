using System.Collections.Immutable;
using System.Globalization;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Web.Components.Review;

/// <summary>The digit that chooses an option: 1 to 9 in order, none beyond.</summary>
internal static class OptionKeys
{
    public static IReadOnlyList<(ScaleOption Option, string? Key)> Of(ImmutableArray<ScaleOption> options) =>
        [.. options.Select((o, i) => (o, i < 9 ? (i + 1).ToString(CultureInfo.InvariantCulture) : null))];
}

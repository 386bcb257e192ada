using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>How many training rows carry each label of a column.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Counts">The rows of each, in their order.</param>
/// <param name="Rows">All training rows, those without a value too.</param>
internal sealed record LabelCounts(ImmutableArray<string> Labels, int[] Counts, int Rows);

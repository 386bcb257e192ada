using SynthWorkbench.Synthesis.Engines.SequentialTrees;
using SynthWorkbench.Synthesis.Metrics.Coverage;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>What the positions of the realism and coverage controls mean, in words for people.</summary>
public static class RealismScale
{
    /// <summary>The smallest group of donors at a position; null where columns are drawn alone. <paramref name="rows"/> are the training rows, 0 where they are not known.</summary>
    public static int? SmallestGroup(double realism, int minDonors, long rows) => RealismLadder.DonorsAt(realism, minDonors, rows is 0 or > int.MaxValue ? int.MaxValue : (int)rows);

    /// <summary>One sentence on what the position does.</summary>
    public static string Describe(string engine, double realism, int minDonors, long rows)
    {
        if (engine == EngineCatalog.Rules)
            return "Rules learn nothing: the control has no effect.";
        if (engine == EngineCatalog.PrivateMarginals)
            return realism >= SamplingControls.DefaultRealism ? "Columns go together as the noisy counts say." : $"{realism / SamplingControls.DefaultRealism:P0} of the values follow the other columns; the rest are drawn alone.";
        if (engine == "copula")
            return realism >= SamplingControls.DefaultRealism ? "Columns go together as strongly as in the reference." : $"Columns go together {realism / SamplingControls.DefaultRealism:P0} as strongly as in the reference.";
        return SmallestGroup(realism, minDonors, rows) is not { } group ? "Each column is drawn alone, from all rows: no relation is kept."
            : $"Each value is drawn from a group of at least {group:N0} similar rows{(rows == 0 && group > minDonors ? " (fewer in a small table)" : "")}.";
    }

    /// <summary>What the positions of both controls mean to an engine: little realism gives up rare labels with trees only.</summary>
    internal static RealismPosition PositionOf(string engine, double realism, double coverage) =>
        RealismLadder.At(engine is "copula" or EngineCatalog.PrivateMarginals ? SamplingControls.DefaultRealism : realism, coverage);

    /// <summary>One sentence on what the position of the coverage control does now; <paramref name="realism"/> counts because little realism gives up rare labels too.</summary>
    public static string DescribeCoverage(double coverage, string engine, double realism)
    {
        if (engine == EngineCatalog.Rules)
            return "Rules learn nothing: the control has no effect.";
        if (coverage > SamplingControls.DefaultCoverage)
            return $"Rows with a rare label (at most {100 * RareCategories.RareShare} % of rows) are drawn {CoverageScale.RareFactor(coverage):0.#} times as often; the column _weight undoes it.";
        if (coverage == SamplingControls.DefaultCoverage)
            return "Rare labels are drawn as often as in the reference.";
        var position = PositionOf(engine, realism, coverage);
        return $"Labels carried by fewer than {position.RareCount:N0} rows and the outermost {100 * position.TailShare:0.#} % of numbers on either side are not drawn.";
    }
}

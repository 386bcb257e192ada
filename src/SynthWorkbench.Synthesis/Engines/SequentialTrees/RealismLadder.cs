using SynthWorkbench.Numerics.Trees;
using SynthWorkbench.Synthesis.Engines.Marginals;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>
/// What a position of the realism control means: two neighbouring stops of the donor ladder with the share of rows drawn at the finer one, and how far values are blurred.
/// Mixing two stops row by row keeps every marginal, so that the position is continuous.
/// </summary>
/// <param name="Coarse">Index of the coarser stop, -1 the root (columns drawn alone).</param>
/// <param name="Fine">Index of the finer stop.</param>
/// <param name="FineShare">Share of rows drawn at the finer stop, 0 to 1.</param>
/// <param name="Smoothing">Half width of the blur of a number, as a share of its ranks.</param>
/// <param name="RareCount">A label is drawn only if at least this many training rows carry it.</param>
/// <param name="TailRank">The most extreme ranks on either side that are never emitted.</param>
/// <param name="TailShare">The most extreme share of ranks on either side that is never emitted.</param>
/// <param name="Cut">The outermost share of all values on either side, frequent ones too, that is not emitted.</param>
internal readonly record struct RealismPosition(int Coarse, int Fine, double FineShare, double Smoothing, int RareCount, int TailRank, double TailShare, double Cut);

/// <summary>The stops of the ladder and their positions.</summary>
internal static class RealismLadder
{
    /// <summary>Smallest group of donors at each stop, coarsest first.</summary>
    private static readonly int[] Sizes = [5000, 1000, 300, 100, 40, 20];

    /// <summary>The position of each stop; the root stands at 0.15.</summary>
    private static readonly double[] Positions = [0.30, 0.45, 0.60, 0.70, 0.80, 1.0];

    private const double Root = 0.15;

    /// <summary>The most of a table's rows that a stop's group may take, as a divisor: in a table of a thousand rows three hundred are no longer alike.</summary>
    private static readonly int[] Divisors = [3, 10, 40, 80, 160, int.MaxValue];

    /// <summary>The stops for a finest group of <paramref name="minDonors"/> among <paramref name="rows"/> rows.</summary>
    public static DonorLadder Of(int minDonors, int rows) =>
        new([.. Sizes.Select((size, i) => i == Sizes.Length - 1 ? minDonors : Math.Max(minDonors, Math.Min(size, rows / Divisors[i])))]);

    /// <summary>What a position from 0 to 1 means; below the default <paramref name="coverage"/> rarer labels give way and tails are cut.</summary>
    public static RealismPosition At(double realism, double coverage = SamplingControls.DefaultCoverage)
    {
        double r = Math.Clamp(realism, 0, 1);
        double blur = Math.Clamp((0.6 - r) / 0.6, 0, 1);
        double smoothing = 0.003 * Math.Pow(0.05 / 0.003, blur);
        int rare = (int)Math.Round(5 * Math.Pow(10, blur) * CoverageScale.FloorFactor(coverage));
        double cut = CoverageScale.Tail(coverage), tail = 0.02 * blur + cut;
        if (r <= Root)
            return new RealismPosition(-1, -1, 0, smoothing, rare, NumberMarginal.MostExtreme, tail, cut);
        int fine = 0;
        while (fine < Positions.Length - 1 && Positions[fine] < r)
            fine++;
        double below = fine == 0 ? Root : Positions[fine - 1];
        return new RealismPosition(fine - 1, fine, (r - below) / (Positions[fine] - below), smoothing, rare, NumberMarginal.MostExtreme, tail, cut);
    }

    /// <summary>The smallest group of donors at a position, for people; null where columns are drawn alone.</summary>
    public static int? DonorsAt(double realism, int minDonors, int rows)
    {
        var position = At(realism);
        int[] sizes = Of(minDonors, rows).MinDonors;
        return position.Fine < 0 ? null : sizes[position.Fine];
    }
}

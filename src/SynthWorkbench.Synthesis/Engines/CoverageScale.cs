namespace SynthWorkbench.Synthesis.Engines;

/// <summary>What a position of the coverage control means. Below <see cref="SamplingControls.DefaultCoverage"/> it leans to precision, above to coverage; at it everything is as the reference.</summary>
internal static class CoverageScale
{
    private const double MostFloorFactor = 10, MostTail = 0.03, MostRareFactor = 5;

    /// <summary>What the rows are multiplied with that a label must at least have to be drawn: 1 at the default position and above, 10 at 0.</summary>
    public static double FloorFactor(double coverage) => Math.Pow(MostFloorFactor, Precision(coverage));

    /// <summary>The outermost share of values on either side that is not drawn, beside what realism cuts: 0 at the default position and above, 0.03 at 0.</summary>
    public static double Tail(double coverage) => MostTail * Precision(coverage);

    /// <summary>How many times as often a row with a rare label is drawn: 1 at the default position and below, 5 at 1.</summary>
    public static double RareFactor(double coverage) => 1 + (MostRareFactor - 1) * Math.Clamp((coverage - SamplingControls.DefaultCoverage) / (1 - SamplingControls.DefaultCoverage), 0, 1);

    private static double Precision(double coverage) => Math.Clamp((SamplingControls.DefaultCoverage - coverage) / SamplingControls.DefaultCoverage, 0, 1);
}

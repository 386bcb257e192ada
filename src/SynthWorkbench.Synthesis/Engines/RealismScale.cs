using SynthWorkbench.Synthesis.Engines.SequentialTrees;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>What a position of the realism control means, in words for people.</summary>
public static class RealismScale
{
    /// <summary>The smallest group of donors at a position; null where columns are drawn alone. <paramref name="rows"/> are the training rows, 0 where they are not known.</summary>
    public static int? SmallestGroup(double realism, int minDonors, long rows) => RealismLadder.DonorsAt(realism, minDonors, rows is 0 or > int.MaxValue ? int.MaxValue : (int)rows);

    /// <summary>One sentence on what the position does.</summary>
    public static string Describe(string engine, double realism, int minDonors, long rows)
    {
        if (engine == EngineCatalog.Rules)
            return "Rules learn nothing: the control has no effect.";
        if (engine == "copula")
            return realism >= SamplingControls.DefaultRealism ? "Columns go together as strongly as in the reference." : $"Columns go together {realism / SamplingControls.DefaultRealism:P0} as strongly as in the reference.";
        return SmallestGroup(realism, minDonors, rows) is not { } group ? "Each column is drawn alone, from all rows: no relation is kept."
            : $"Each value is drawn from a group of at least {group:N0} similar rows{(rows == 0 && group > minDonors ? " (fewer in a small table)" : "")}.";
    }
}

using SynthWorkbench.Numerics.Agreement;
using SynthWorkbench.Numerics.Agreement.Latent;

namespace SynthWorkbench.Cli;

/// <summary>The labels that Dawid and Skene's model finds behind the ratings, beside those of the majority.</summary>
/// <param name="Fit">The model.</param>
/// <param name="Known">Items whose answer is known.</param>
/// <param name="Right">Of them the share that the model labels rightly; null where none is known.</param>
/// <param name="MajorityRight">The same of the majority, ties counted by their share.</param>
internal sealed record LatentLabels(DawidSkeneFit Fit, int Known, double? Right, double? MajorityRight)
{
    public static LatentLabels Of(RatingTable table, int[]? truth)
    {
        var votes = new List<LabelVote>();
        for (int unit = 0; unit < table.Units; unit++)
        {
            for (int rater = 0; rater < table.Raters; rater++)
            {
                if (table[unit, rater] >= 0)
                    votes.Add(new LabelVote(unit, rater, table[unit, rater]));
            }
        }

        var given = new LabelVotes(table.Units, table.Raters, table.Categories.Length, votes);
        var fit = DawidSkene.Fit(given);
        int known = truth?.Count(t => t >= 0) ?? 0;
        if (truth is null || known == 0)
            return new LatentLabels(fit, 0, null, null);
        int[] found = fit.MostLikely();
        double[][] shares = given.Shares();
        double right = 0, majority = 0;
        for (int unit = 0; unit < truth.Length; unit++)
        {
            if (truth[unit] < 0)
                continue;
            right += found[unit] == truth[unit] ? 1 : 0;
            double most = shares[unit].Max();
            majority += shares[unit][truth[unit]] == most ? 1.0 / shares[unit].Count(s => s == most) : 0;
        }

        return new LatentLabels(fit, known, right / known, majority / known);
    }
}

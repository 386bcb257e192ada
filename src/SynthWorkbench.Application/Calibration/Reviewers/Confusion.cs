using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>What a person said where something else, or the same, was right.</summary>
/// <param name="Right">Answers that were right, of those that can be compared.</param>
/// <param name="Rows">What was right.</param>
/// <param name="Columns">What was said.</param>
/// <param name="Counts">By row and column.</param>
/// <param name="Reason">What is missing; null where nothing is.</param>
public sealed record Confusion(Share Right, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, int[][] Counts, string? Reason)
{
    /// <summary>So many comparisons put a share of 80 % within about 15 points.</summary>
    public const int Fewest = 30;

    private const string Below = "below", Within = "within", Above = "above";

    private const int MostLevels = 12;

    /// <summary>A person's answers against gold.</summary>
    public static Confusion AgainstGold(CriterionRatings ratings, Guid person)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var (criterion, scale) = (ratings.Criterion, ratings.Scale);
        var compared = new List<(string Right, string Said, bool IsRight)>();
        foreach (var rating in ratings.Ratings.Where(r => r.Person == person))
        {
            if (ratings.IsRight(rating) is not { } isRight)
                continue;
            var gold = rating.Item.Gold[criterion.Id];

            // Of several right answers the one given, else the nearest to name.
            string right = scale.IsNumber ? "the known range" : ratings.Criterion.LabelOf(isRight ? scale.LevelOf(rating.Answer) : gold.Values[0]);
            string said = !scale.IsNumber ? ratings.Criterion.LabelOf(scale.LevelOf(rating.Answer)) : isRight ? Within : rating.Answer.Number < gold.Min ? Below : Above;
            compared.Add((right, said, isRight));
        }

        return Of(ratings, compared, "items with a known answer", "Import items with known answers, or agree on some in a calibration session.");
    }

    /// <summary>A person's answers against what stands: the lead's decision, else the majority of the others.</summary>
    public static Confusion AgainstConsensus(CriterionRatings ratings, Guid person)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var scale = ratings.Scale;
        var compared = new List<(string Right, string Said, bool IsRight)>();
        foreach (var rating in ratings.Ratings.Where(r => r.Person == person))
        {
            if (ratings.Standing(rating) is not { } stands)
                continue;
            bool isRight = ratings.IsSame(stands, rating.Answer);
            compared.Add(scale.IsNumber
                ? ("a tenth of the scale around the others' median", isRight ? Within : rating.Answer.Number < stands.Number ? Below : Above, isRight)
                : (ratings.Criterion.LabelOf(scale.LevelOf(stands)), ratings.Criterion.LabelOf(scale.LevelOf(rating.Answer)), isRight));
        }

        return Of(ratings, compared, "items on which two others agree or the lead decided", "Let three people judge the same items, or decide disagreements.");
    }

    private static Confusion Of(CriterionRatings ratings, List<(string Right, string Said, bool IsRight)> compared, string what, string remedy)
    {
        var right = Share.Count(compared, c => c.IsRight);
        string? reason = right.Of == 0 ? $"There are no {what} among these answers. {remedy}"
            : right.Of < Fewest ? $"{Fewest - right.Of} more {what} are missing for an interval that says something; {right.Of} are there." : null;
        IReadOnlyList<string> order = ratings.Scale.IsNumber ? [Below, Within, Above] : [.. ratings.Scale.Levels.Select(ratings.Criterion.LabelOf)];
        string[] rows = Ordered(compared.Select(c => c.Right)), columns = ratings.Scale.IsNumber ? [.. order] : Ordered(compared.Select(c => c.Said).Concat(compared.Select(c => c.Right)));
        int[][] counts = [.. rows.Select(r => columns.Select(c => compared.Count(x => x.Right == r && x.Said == c)).ToArray())];
        return new Confusion(right, rows, columns, counts, reason);

        // Sets of labels can be many: those that occur most are shown.
        string[] Ordered(IEnumerable<string> names) => [.. names.GroupBy(n => n, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Take(MostLevels).Select(g => g.Key)
            .OrderBy(n => order.Contains(n, StringComparer.Ordinal) ? order.ToList().IndexOf(n) : int.MaxValue).ThenBy(n => n, StringComparer.Ordinal)];
    }
}

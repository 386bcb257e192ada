using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>How far a room's reviewers differ, over the answers that a person knows: counted once, for all that is drawn of it.</summary>
public sealed class RoomDifferences
{
    private readonly Dictionary<ReviewItemId, double> _disagreement = [];
    private readonly Dictionary<(Guid, ReviewItemId), double> _apart = [];
    private readonly HashSet<(ReviewItemId, string)> _differ = [];

    private RoomDifferences()
    {
    }

    /// <summary>Share of pairs of reviewers who differ on an item, averaged over the criteria; null with fewer than two answers.</summary>
    public double? Disagreement(ReviewItemId item) => _disagreement.TryGetValue(item, out double share) ? share : null;

    /// <summary>Share of criteria on which a reviewer differs from the others on an item, averaged over them; null where nobody else or they themselves did not answer.</summary>
    public double? Apart(Guid reviewer, ReviewItemId item) => _apart.TryGetValue((reviewer, item), out double share) ? share : null;

    /// <summary>Whether any two reviewers differ on an item's criterion.</summary>
    public bool Differ(ReviewItemId item, string criterion) => _differ.Contains((item, criterion));

    /// <summary>Cost: items x reviewers² x criteria comparisons of numbers.</summary>
    public static RoomDifferences Of(SessionRoom room, Rubric rubric)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(rubric);
        var differences = new RoomDifferences();
        foreach (var planned in room.Plan.Items)
        {
            var comparison = new AnswerComparison(rubric);
            var people = new List<Guid>();
            foreach (var reviewer in room.Plan.Plan.Reviewers)
            {
                if (!room.Answers.TryGetValue((reviewer.UserId, planned.Item), out var answers))
                    continue;
                comparison.Add(answers);
                people.Add(reviewer.UserId);
            }

            if (people.Count > 1)
                differences.Count(rubric, planned.Item, comparison, people);
        }

        return differences;
    }

    private void Count(Rubric rubric, ReviewItemId item, AnswerComparison comparison, List<Guid> people)
    {
        _disagreement[item] = comparison.DifferingShare()!.Value;
        for (int a = 0; a < people.Count; a++)
            _apart[(people[a], item)] = (double)Enumerable.Range(0, people.Count).Sum(b => comparison.Differing(a, b)) / (people.Count - 1) / rubric.Criteria.Length;
        for (int c = 0; c < rubric.Criteria.Length; c++)
        {
            // Being near is not passed on from one number to the next: every pair counts.
            if (Enumerable.Range(0, people.Count).Any(a => Enumerable.Range(0, a).Any(b => comparison.Differ(a, b, c))))
                _differ.Add((item, rubric.Criteria[c].Id));
        }
    }
}

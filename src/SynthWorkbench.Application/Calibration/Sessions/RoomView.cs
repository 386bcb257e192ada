using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>A session as one person may see it.</summary>
public sealed class RoomView
{
    private readonly Dictionary<Guid, int> _places;

    internal RoomView(
        CalibrationSessionId id, string name, CampaignId scoring, SessionRoom room, Rubric rubric, RubricId rubricId, string rubricName, int rubricNumber, Guid me, KnownEvents known, RoomDifferences differences, DateTimeOffset createdAt)
    {
        (Id, Name, Scoring, Room, Rubric, RubricId, RubricName, RubricNumber, Me, Known, Differences, CreatedAt) = (id, name, scoring, room, rubric, rubricId, rubricName, rubricNumber, me, known, differences, createdAt);
        Reviewers = Shuffled(room.Plan.Plan);
        Named = [.. room.Plan.Plan.Reviewers.OrderBy(r => r.Name, StringComparer.Ordinal)];
        _places = Reviewers.Select((r, i) => (r.UserId, i)).ToDictionary(r => r.UserId, r => r.i);
    }

    public CalibrationSessionId Id { get; }

    public string Name { get; }

    /// <summary>The campaign in which the items are scored.</summary>
    public CampaignId Scoring { get; }

    /// <summary>Replayed from the events that this person may know of.</summary>
    public SessionRoom Room { get; }

    public Rubric Rubric { get; }

    public RubricId RubricId { get; }

    public string RubricName { get; }

    public int RubricNumber { get; }

    public Guid Me { get; }

    /// <summary>Who has answered what, without the answers.</summary>
    public IReadOnlySet<(Guid Reviewer, ReviewItemId Item)> Done => Known.Done;

    /// <summary>Who has voted on what, without the votes.</summary>
    public IReadOnlySet<(Guid Reviewer, ReviewItemId Item)> Voted => Known.Voted;

    /// <summary>How far the answers differ that this person knows.</summary>
    public RoomDifferences Differences { get; }

    public DateTimeOffset CreatedAt { get; }

    internal KnownEvents Known { get; }

    public bool IsLead => Room.IsLead(Me);

    public bool IsReviewer => Room.IsReviewer(Me);

    /// <summary>The reviewers in an order that says nothing of who they are.</summary>
    public IReadOnlyList<SessionReviewer> Reviewers { get; }

    /// <summary>The reviewers by name: wherever names stand, so that the order gives no letter away.</summary>
    public IReadOnlyList<SessionReviewer> Named { get; }

    /// <summary>What a reviewer is called on the screen: by name once names are shown, else by a letter; I am told which one I am.</summary>
    public string NameOf(Guid person)
    {
        if (Room.IsLead(person) && !Room.IsReviewer(person))
            return "Lead";
        int at = _places.GetValueOrDefault(person, -1);
        string letter = at < 0 ? "Somebody" : $"Reviewer {(char)('A' + at % 26)}{(at < 26 ? "" : at / 26)}";
        return Room.NamesAreShown ? Reviewers[at].Name : person == Me ? $"{letter} (you)" : letter;
    }

    /// <summary>The view once more events are known; itself where nothing happened.</summary>
    internal RoomView With(KnownEvents known)
    {
        if (ReferenceEquals(known, Known))
            return this;
        var room = SessionRoom.Replay(known.Log);
        var differences = room.AnswersHead == Room.AnswersHead ? Differences : RoomDifferences.Of(room, Rubric);
        return new RoomView(Id, Name, Scoring, room, Rubric, RubricId, RubricName, RubricNumber, Me, known, differences, CreatedAt);
    }

    private static List<SessionReviewer> Shuffled(SessionPlan plan)
    {
        SessionReviewer[] reviewers = [.. plan.Reviewers];
        new RandomStream(unchecked((ulong)plan.Seed), 0xA11A5).Shuffle<SessionReviewer>(reviewers);
        return [.. reviewers];
    }
}

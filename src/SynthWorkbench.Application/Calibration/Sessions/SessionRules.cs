using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>What may happen next in a session, and why not.</summary>
public static class SessionRules
{
    private const int LongestText = 4000;

    /// <summary>The reason why an event cannot happen now, or not by this person; null where it can.</summary>
    /// <param name="room">Everything that happened.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="rubric">What was asked.</param>
    /// <param name="what">What is wanted.</param>
    public static string? Refusal(SessionRoom room, Actor actor, Rubric rubric, SessionEvent what)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(what);
        bool isLead = room.IsLead(actor.UserId), isReviewer = room.IsReviewer(actor.UserId);
        if (what is not (Remarked or Voted or Signed or MinutesSigned) && !isLead)
            return "Only the lead of the session does this.";
        if (!isLead && !isReviewer)
            return "You are not in this session.";
        if (room.Phase == SessionPhase.Ended && what is not (MinutesSigned or ReviewedAgain))
            return "The session has ended: its minutes are signed.";
        if (what.About is { } item && room.Plan.Items.All(i => i.Item != item))
            return "This item is not in the session.";
        return what switch
        {
            Frozen frozen => Freezing(room, frozen),
            Revealed when room.Phase == SessionPhase.Scoring => "Freeze the answers first: what is shown must not change any more.",
            Revealed { Item: { } one } when room.IsShown(one) => "This item's answers are shown already.",
            Focused focused => NotShown(room, focused.Item),
            Remarked remarked => NotShown(room, remarked.Item) ?? TooLong(remarked.Text) ?? (isLead && remarked.Text.Length > 0 ? LeadTooEarly(room, actor, remarked.Item) : null),
            Caused caused => NotShown(room, caused.Item) ?? (rubric.Criteria.All(c => c.Id != caused.Criterion) ? "The rubric has no such criterion." : null),
            Parked parked => NotShown(room, parked.Item),
            VoteOpened opened => NotShown(room, opened.Item) ?? (room.IsVoteOpen(opened.Item) ? "A vote on this item is open." : null),
            Voted voted => !isReviewer ? "Only those vote who scored." : !room.IsVoteOpen(voted.Item) ? "No vote on this item is open." : AnswerRules.Problems(rubric, voted.Answers) is [var problem, ..] ? problem.Message : null,
            VoteClosed closed => room.IsVoteOpen(closed.Item) ? null : "No vote on this item is open.",
            Reconciled reconciled => NotShown(room, reconciled.Item) ?? (room.IsVoteOpen(reconciled.Item) ? "Close the vote first." : null) ?? TooLong(reconciled.Rationale) ?? Gold(rubric, reconciled),
            Signed signed => room.Agreed.ContainsKey(signed.Item) ? null : "Nothing is agreed on this item yet.",
            FeedbackGiven => room.Agreed.Count == 0 && room.Known.Count == 0 ? "Feedback compares with right answers: agree on one item at least." : null,
            Qualified qualified => Qualifying(room, qualified),
            Amended or ReviewedAgain or NamesShown or Revealed when room.Phase == SessionPhase.Scoring => "First the answers are frozen.",
            MinutesSigned minutes => Signing(room, actor, isLead, minutes),
            _ => null,
        };
    }

    /// <summary>Answers given and wanted.</summary>
    public static (int Given, int Wanted) Progress(SessionRoom room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return (room.Answers.Count, room.Plan.Items.Length * room.Plan.Plan.Reviewers.Length);
    }

    private static string? Freezing(SessionRoom room, Frozen frozen)
    {
        if (room.Phase != SessionPhase.Scoring)
            return "The answers are frozen already.";
        var (given, wanted) = Progress(room);
        if (given == 0)
            return "Nobody has scored an item yet.";
        return given < room.Plan.Plan.Quorum * wanted && string.IsNullOrWhiteSpace(frozen.Reason)
            ? $"{given} of {wanted} answers are there, and {room.Plan.Plan.Quorum:P0} were planned. Wait for the others, or say why you go on without them."
            : TooLong(frozen.Reason ?? "");
    }

    private static string? NotShown(SessionRoom room, ReviewItemId item) => room.IsShown(item) ? null : "This item's answers are not shown yet.";

    private static string? TooLong(string text) => text.Length > LongestText ? $"The text has {text.Length:N0} characters; at most {LongestText:N0} are kept." : null;

    /// <summary>Whoever leads is agreed with: they wait until the others have spoken.</summary>
    private static string? LeadTooEarly(SessionRoom room, Actor actor, ReviewItemId item)
    {
        int silent = room.Plan.Plan.Reviewers.Count(r => r.UserId != actor.UserId && room.Remarks.All(m => m.Item != item || m.By != r.UserId));
        return silent == 0 || room.Plan.Plan.MinutesAnItem == 0 ? null : $"The lead speaks last: {silent} {(silent == 1 ? "reviewer has" : "reviewers have")} not spoken on this item yet. \"Nothing to add\" is enough.";
    }

    private static string? Gold(Rubric rubric, Reconciled reconciled)
    {
        if (string.IsNullOrWhiteSpace(reconciled.Rationale))
            return "Say why this is right: who reads the gold later was not in the room.";
        if (reconciled.Gold.IsEmpty)
            return "Say what is right for one criterion at least.";
        foreach (var (id, gold) in reconciled.Gold)
        {
            var criterion = rubric.Criteria.FirstOrDefault(c => c.Id == id);
            if (criterion is null || CriterionScale.Of(criterion) is not { } scale)
                return $"'{criterion?.Title ?? id}' has no right answer that could be kept.";
            if (gold.Kind == GoldKind.Unscoreable)
                continue;
            if (scale.IsNumber ? !(gold.Min >= criterion.Min && gold.Max <= criterion.Max && gold.Min <= gold.Max) : gold.Values.IsEmpty || (!scale.Levels.IsEmpty && gold.Values.Any(v => !scale.Levels.Contains(v))))
                return $"'{criterion.Title}' needs {(scale.IsNumber ? $"two ends between {criterion.Min} and {criterion.Max}" : "one right answer at least, of those that it offers")}.";
        }

        return null;
    }

    private static string? Qualifying(SessionRoom room, Qualified qualified) =>
        !room.IsReviewer(qualified.Reviewer) ? "This person did not score in the session."
        : qualified.State == StandingState.Qualified && qualified.Right < qualified.Threshold * qualified.Of && string.IsNullOrWhiteSpace(qualified.Reason)
            ? $"{qualified.Right} of {qualified.Of} right is below the {qualified.Threshold:P0} that are asked for. Choose probation, or say why you qualify the person all the same."
        : qualified.State == StandingState.Qualified && qualified.Of < ReviewerFeedback.FewestToQualify && string.IsNullOrWhiteSpace(qualified.Reason)
            ? $"{qualified.Of} answers with a right one are too few to qualify by; it takes {ReviewerFeedback.FewestToQualify}. Choose probation, or say why you qualify the person all the same."
        : qualified.Of == 0 && string.IsNullOrWhiteSpace(qualified.Reason) ? "No item of this person has a right answer to compare with. Agree on items first, or say why you decide without."
        : qualified.Reason?.Length > Standings.LongestReason ? $"The reason has {qualified.Reason.Length} characters; at most {Standings.LongestReason} are kept. Shorten it."
        : null;

    private static string? Signing(SessionRoom room, Actor actor, bool isLead, MinutesSigned minutes) =>
        room.Phase == SessionPhase.Scoring ? "There is nothing to sign before the answers are frozen."
        : isLead && room.Signatures.Any(s => s.UserId == actor.UserId) ? "You have signed the minutes."
        : room.Signatures.Any(s => s.UserId == actor.UserId && s.Digest == minutes.Digest) ? "You have signed these minutes."
        : null;
}

using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>Writes each answer of a session's blind scoring into its log, in the transaction of the decision.</summary>
public sealed class SessionScores(SessionSignals signals) : IDecisionFollower
{
    public async Task DecidedAsync(WorkbenchChange change, Campaign campaign, ReviewItem item, ReviewDecision decision, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(decision);
        if (campaign.SessionKey is not { } key)
            return;
        var session = new CalibrationSessionId(key);

        // An answer that came through no place of the plan is kept with the decisions and is none of the session's.
        if (decision.Kind is not (DecisionKind.Decision or DecisionKind.Repeat))
            return;
        await SessionLog.AppendAsync(change, session, decision.Id.Value, new Scored(item.Id, decision.Id.Value, decision.Answers, decision.Kind == DecisionKind.Repeat, decision.Comment, decision.ActiveMilliseconds), ct);
        signals.Changed(session);
    }
}

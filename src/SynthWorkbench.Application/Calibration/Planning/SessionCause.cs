using SynthWorkbench.Application.Review.Campaigns;

namespace SynthWorkbench.Application.Calibration.Planning;

/// <summary>What a session is called for.</summary>
public enum SessionCause
{
    /// <summary>Errors on items whose answer is known.</summary>
    Errors,

    /// <summary>Severity that drifts.</summary>
    Severity,

    /// <summary>Answers that the lead decided otherwise.</summary>
    Overturned,
}

/// <summary>Plans a session for its cause.</summary>
public static class SessionProposal
{
    /// <summary>The plan with the items that bring the cause to light: known answers for errors, anchors and known answers for severity, disputed items for answers that were overturned; and with more silent repeats.</summary>
    public static SessionPlan For(this SessionPlan plan, SessionCause cause)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return cause switch
        {
            SessionCause.Errors => plan with { GoldShare = 0.6, DisagreementShare = 0.2, EdgeShare = 0.1, EasyShare = 0.1, RepeatShare = 0.15 },
            SessionCause.Severity => plan with { GoldShare = 0.3, DisagreementShare = 0.3, EdgeShare = 0.1, EasyShare = 0.3, RepeatShare = 0.15 },
            _ => plan with { GoldShare = 0.2, DisagreementShare = 0.6, EdgeShare = 0.1, EasyShare = 0.1, RepeatShare = 0.15 },
        };
    }

    /// <summary>The plan with a person who scores and, so that there is somebody to compare with, others up to a panel.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="person">Who the session is for; nothing changes where the person is no reviewer.</param>
    /// <param name="reviewers">All who may score.</param>
    public static SessionPlan With(this SessionPlan plan, Guid person, IReadOnlyList<ReviewerChoice> reviewers)
    {
        ArgumentNullException.ThrowIfNull(plan);
        const int Panel = 3;
        if (reviewers.All(r => r.UserId != person))
            return plan;
        return plan with { Reviewers = [.. reviewers.OrderBy(r => r.UserId != person).Take(Panel).Select(r => new SessionReviewer(r.UserId, r.Name))] };
    }
}

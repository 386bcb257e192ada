using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Synthesis.Metrics.Reporting;

namespace SynthWorkbench.Web.Components.Shared;

/// <summary>States of the services as the one set of words on the screen.</summary>
internal static class StatusWords
{
    public static Status ToStatus(this JobState state) => state switch
    {
        JobState.Queued => Status.Queued,
        JobState.Running => Status.Running,
        JobState.Done => Status.Done,
        JobState.Failed => Status.Failed,
        _ => Status.Cancelled,
    };

    public static Status ToStatus(this VerdictOutcome outcome) => outcome switch
    {
        VerdictOutcome.Pass => Status.Pass,
        VerdictOutcome.Fail => Status.Fail,
        VerdictOutcome.Inconclusive => Status.Inconclusive,
        _ => Status.NotApplicable,
    };
}

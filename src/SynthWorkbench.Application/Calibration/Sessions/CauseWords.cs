namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>The words for why reviewers differed, on the screen and in minutes.</summary>
public static class CauseWords
{
    public static string Of(DisagreementCause cause) => cause switch
    {
        DisagreementCause.AmbiguousItem => "ambiguous item",
        DisagreementCause.RubricGap => "rubric gap",
        DisagreementCause.Slip => "slip",
        DisagreementCause.Knowledge => "knowledge",
        _ => "legitimate difference",
    };
}

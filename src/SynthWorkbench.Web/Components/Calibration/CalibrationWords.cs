using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Web.Components.Calibration;

/// <summary>The words of calibration on the screen.</summary>
internal static class CalibrationWords
{
    public static string Of(SessionPhase phase) => phase switch
    {
        SessionPhase.Scoring => "blind scoring",
        SessionPhase.Discussing => "discussing",
        _ => "ended",
    };

    public static string Of(ItemReason reason) => reason switch
    {
        ItemReason.Gold => "known answer",
        ItemReason.Disagreement => "disputed",
        ItemReason.Edge => "edge case",
        ItemReason.Easy => "easy anchor",
        _ => "from all items",
    };

    /// <summary>Why a session is proposed, and how its items are chosen for it.</summary>
    public static string Why(SessionCause cause, string? person) => (person is null ? "Proposed by a chart. " : $"Proposed for {person} by a chart. ") + cause switch
    {
        SessionCause.Errors => "Errors on known items rose: most items have a known answer.",
        SessionCause.Severity => "Severity drifted: known answers, disputed items and easy anchors in equal parts show on which the person moved.",
        _ => "The lead decided otherwise more often than chance explains: most items are disputed ones.",
    } + " Everything can be changed before it begins.";

    public static string Of(StandingState state) => state switch
    {
        StandingState.Trainee => "trainee",
        StandingState.Probation => "on probation",
        StandingState.Qualified => "qualified",
        _ => "suspended",
    };
}

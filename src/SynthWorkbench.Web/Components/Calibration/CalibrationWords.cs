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

    public static string Of(StandingState state) => state switch
    {
        StandingState.Trainee => "trainee",
        StandingState.Probation => "on probation",
        StandingState.Qualified => "qualified",
        _ => "suspended",
    };
}

namespace SynthWorkbench.Application.Review.Standing;

/// <summary>What a reviewer may do under a rubric.</summary>
public enum StandingState
{
    /// <summary>Learns: is given items with a known answer, and sessions.</summary>
    Trainee,

    /// <summary>Every item is read by a second person.</summary>
    Probation,

    Qualified,

    /// <summary>Is given nothing but sessions.</summary>
    Suspended,
}

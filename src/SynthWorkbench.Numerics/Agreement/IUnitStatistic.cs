namespace SynthWorkbench.Numerics.Agreement;

/// <summary>A coefficient as a function of how many times each unit is taken: once each for the value, as drawn for a resample.</summary>
internal interface IUnitStatistic
{
    /// <summary>Numbers of working space that <see cref="Evaluate"/> needs.</summary>
    int Scratch { get; }

    /// <summary>The coefficient; NaN where it is not defined. Allocates nothing and may run on several threads at once.</summary>
    double Evaluate(ReadOnlySpan<int> times, Span<double> scratch);
}

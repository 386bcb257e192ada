namespace SynthWorkbench.Web.Components.Charts;

/// <summary>A point of a scatter plot; <paramref name="Item"/> comes back when it is chosen.</summary>
public sealed record ScatterPoint(double X, double Y, string Label, bool IsFront, object? Item = null);

/// <summary>A bound of an axis: values below it (lowest) or above it are forbidden.</summary>
public sealed record ScatterBound(bool IsX, double Value, bool IsLowest);

using System.Diagnostics.CodeAnalysis;

namespace SynthWorkbench.Application.Datasets;

/// <summary>A value, or what a person must change, in words.</summary>
public readonly record struct DatasetResult<T>(T? Value, string? Problem)
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Problem is null;
}

public static class DatasetResult
{
    public static DatasetResult<T> Of<T>(T value) => new(value, null);

    public static DatasetResult<T> Problem<T>(string problem) => new(default, problem);
}

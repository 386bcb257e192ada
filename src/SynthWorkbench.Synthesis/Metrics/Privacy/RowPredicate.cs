namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>How a cell is compared; <c>Missing</c> has no value.</summary>
internal enum Comparison
{
    Equal,
    AtLeast,
    AtMost,
    Missing,
}

/// <summary>One condition of a predicate: a column compared with a value.</summary>
internal readonly record struct Condition(int Column, Comparison Comparison, double Value)
{
    /// <summary>Whether a cell fits; a missing one fits <see cref="Comparison.Missing"/> alone.</summary>
    public bool Holds(double cell) => Comparison switch
    {
        Comparison.Equal => cell == Value,
        Comparison.AtLeast => cell >= Value,
        Comparison.AtMost => cell <= Value,
        _ => double.IsNaN(cell),
    };
}

/// <summary>Conditions that all have to hold; in the order of their columns, so that equal predicates are equal.</summary>
internal readonly struct RowPredicate(Condition[] conditions) : IEquatable<RowPredicate>
{
    public ReadOnlySpan<Condition> Conditions => conditions;

    public bool Equals(RowPredicate other) => Conditions.SequenceEqual(other.Conditions);

    public override bool Equals(object? obj) => obj is RowPredicate other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var condition in Conditions)
            hash.Add(condition);
        return hash.ToHashCode();
    }
}

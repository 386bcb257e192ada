using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables.Sequences;

/// <summary>How rows of a table follow each other.</summary>
public sealed record SequenceColumns
{
    /// <summary>The column that names whose rows they are (a patient, a station); null where the table is one series.</summary>
    public string? Entity { get; init; }

    /// <summary>
    /// What orders the rows of an entity: one date or number, or the parts of a point in time (year, month, day, hour, minute, second; the first may be a date). Together they name a row of the entity.
    /// </summary>
    public ImmutableArray<string> Order { get; init; } = [];

    /// <summary>The same columns in the same roles.</summary>
    public bool Equals(SequenceColumns? other) => other is not null && Entity == other.Entity && Order.AsSpan().SequenceEqual(other.Order.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Entity, Order.Length, Order.IsDefaultOrEmpty ? null : Order[0]);

    /// <summary>Whether a column says whose row it is or when.</summary>
    public bool Names(string column) => column == Entity || Order.Contains(column);

    /// <summary>Why the rows have no order by these columns, with the rows and the ways out; null where they have one. O(n log n).</summary>
    public string? DisorderOf(Table rows) => SequenceRows.Of(rows, this).Problem;
}

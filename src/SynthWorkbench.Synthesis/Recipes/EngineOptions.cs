using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Settings of an engine; those that an engine does not know are ignored by it.</summary>
public sealed record EngineOptions
{
    /// <summary>Trees: the smallest group of similar rows a value is drawn from (1 to 1,000,000).</summary>
    public int MinDonors { get; init; } = 20;

    /// <summary>Trees: the most predictors a column's tree may use, chosen by association (1 to 200).</summary>
    public int MaxPredictors { get; init; } = 30;

    /// <summary>Differential privacy: on where it is not null, and then only private marginals may learn. Part of the options, so that models and their caches differ by it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PrivacyOptions? Privacy { get; init; }

    /// <summary>The column whose relations matter most, from the recipe's objective; part of a fit, not of a document.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal string? Target { get; init; }

    /// <summary>Columns of the reference that are learned before the others, because conditions speak of them; part of a fit, not of these options in a document.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal ImmutableArray<string>? First { get; init; }

    /// <summary>How rows follow each other, from the recipe; part of a fit, not of these options in a document.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal Tables.Sequences.SequenceColumns? Sequence { get; init; }
}

/// <summary>The guarantee asked of a private fit, and what of the reference is declared public.</summary>
public sealed record PrivacyOptions
{
    /// <summary>The bounds of <see cref="Epsilon"/>.</summary>
    public const double LeastEpsilon = 0.1, MostEpsilon = 10;

    /// <summary>The bounds of <see cref="Delta"/>.</summary>
    public const double LeastDelta = 1e-15, MostDelta = 1e-5;

    /// <summary>How much one row may change the odds of any outcome (as a logarithm), 0.1 to 10; smaller is more private.</summary>
    public double Epsilon { get; init; } = 1;

    /// <summary>The probability with which epsilon may be exceeded, 1e-15 to 1e-5. It must be well below 1 / rows, and does not follow the rows: their number is not public.</summary>
    public double Delta { get; init; } = 1e-9;

    /// <summary>The number of rows where it is public; null learns it privately.</summary>
    public long? Rows { get; init; }

    /// <summary>The seed of the fit's noise, for repeatable fits. It must be kept as secret as the data; null takes noise that nobody can repeat.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Columns whose bounds or labels are public, known without looking at the reference.</summary>
    public ImmutableArray<PublicColumn> Public { get; init; } = [];
}

/// <summary>What is public of a column: the bounds of a number or date, or all labels.</summary>
/// <param name="Column">The column's name, at most once.</param>
public sealed record PublicColumn(string Column)
{
    /// <summary>Number: the smallest value; smaller ones are learned as this.</summary>
    public double? Min { get; init; }

    /// <summary>Number: the largest value; larger ones are learned as this.</summary>
    public double? Max { get; init; }

    /// <summary>Date: the first, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; init; }

    /// <summary>Date: the last, <c>yyyy-MM-dd</c>.</summary>
    public string? To { get; init; }

    /// <summary>Labels: all of them; others are learned as missing.</summary>
    public ImmutableArray<string> Values { get; init; } = [];
}

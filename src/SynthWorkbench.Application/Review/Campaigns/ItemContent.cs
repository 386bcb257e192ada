using System.Collections.Immutable;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>How a field is read.</summary>
public enum FieldKind
{
    /// <summary>A value of a record.</summary>
    Value,

    /// <summary>Running text, in which spans can be marked.</summary>
    Text,

    /// <summary>A conversation: lines of <c>role: words</c>.</summary>
    Transcript,
}

/// <summary>One field of an item, as a person reads it.</summary>
/// <param name="Side">Pairwise items: <c>A</c> or <c>B</c>; else null.</param>
/// <param name="Group">The heading it stands under.</param>
/// <param name="Bits">How surprising the value is to the fitted model; 0 where it is not.</param>
/// <param name="Why">The reason in words.</param>
public sealed record ItemField(string Name, string? Value, FieldKind Kind = FieldKind.Value, string? Side = null, string? Group = null, string? Unit = null, double Bits = 0, string? Why = null);

/// <summary>What a model or an import proposes as the answer.</summary>
public sealed record ItemSuggestion(ReviewAnswers Answers, string Source, double? Score = null);

/// <summary>What is shown of an item. Its digest goes with every decision and export.</summary>
public sealed record ItemContent
{
    public ImmutableArray<ItemField> Fields { get; init; } = [];

    /// <summary>The same without what the model found surprising: a blind reviewer's page never holds it.</summary>
    public ItemContent WithoutSurprise() => this with { Fields = [.. Fields.Select(f => f with { Bits = 0, Why = null })] };
}

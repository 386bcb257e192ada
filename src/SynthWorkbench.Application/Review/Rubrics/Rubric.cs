using System.Collections.Immutable;

namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>What kind of answer a criterion asks for.</summary>
public enum ScaleKind
{
    /// <summary>One of some options without order.</summary>
    Nominal,

    /// <summary>One of some options in order, each with an anchor.</summary>
    Ordinal,

    /// <summary>A number between two ends.</summary>
    Numeric,

    /// <summary>Any number of options.</summary>
    MultiLabel,

    /// <summary>Marked passages of a text field, each with an option and a severity.</summary>
    Span,

    /// <summary>A, B or tie.</summary>
    Pairwise,

    /// <summary>Words.</summary>
    Text,
}

/// <summary>When a criterion asks for the reviewer's reason.</summary>
public enum RationaleRule
{
    None,
    Optional,
    Required,

    /// <summary>Required for the answers named in <see cref="Criterion.RationaleFor"/>.</summary>
    ForAnswers,
}

/// <summary>An answer that a criterion offers.</summary>
/// <param name="Value">What is stored.</param>
/// <param name="Label">What is read.</param>
/// <param name="Anchor">What the answer looks like, so that reviewers mean the same by it.</param>
public sealed record ScaleOption(string Value, string Label, string? Anchor = null);

/// <summary>An example beside a criterion.</summary>
public sealed record CriterionExample(string Text, string Answer, string? Why = null);

/// <summary>A criterion is asked only if another one was answered with one of some values.</summary>
public sealed record CriterionCondition(string Criterion, ImmutableArray<string> Values);

/// <summary>One question of a rubric.</summary>
public sealed record Criterion
{
    /// <summary>Lower-case letters, digits and hyphens; unique in the rubric, kept over versions.</summary>
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    public string Guidance { get; init; } = "";

    public ScaleKind Scale { get; init; } = ScaleKind.Nominal;

    /// <summary>Nominal, ordinal (lowest first), multi-label and span: the answers offered.</summary>
    public ImmutableArray<ScaleOption> Options { get; init; } = [];

    /// <summary>Numeric: the ends, both allowed.</summary>
    public double Min { get; init; }

    public double Max { get; init; } = 100;

    /// <summary>Numeric: the unit, as read after the number.</summary>
    public string? Unit { get; init; }

    /// <summary>Span: how grave a passage may be, lightest first.</summary>
    public ImmutableArray<string> Severities { get; init; } = [];

    /// <summary>Span: the item's field whose text is marked; empty for every text field.</summary>
    public string? Field { get; init; }

    public bool IsRequired { get; init; } = true;

    /// <summary>Null: always asked.</summary>
    public CriterionCondition? When { get; init; }

    public RationaleRule Rationale { get; init; }

    public ImmutableArray<string> RationaleFor { get; init; } = [];

    /// <summary>Answers that make an item a defect, for the acceptance of a lot. Span: severities; numeric: unused.</summary>
    public ImmutableArray<string> Defects { get; init; } = [];

    public ImmutableArray<CriterionExample> Examples { get; init; } = [];

    /// <summary>An answer's value as it is read.</summary>
    public string LabelOf(string value) => Options.FirstOrDefault(o => o.Value == value)?.Label ?? value;

    /// <summary>Numeric: two answers no farther apart than this agree.</summary>
    internal double Near => (Max - Min) / 10;
}

/// <summary>What reviewers are asked about an item. A state of it is kept as a <see cref="RubricVersion"/>.</summary>
public sealed record Rubric
{
    public string Name { get; init; } = "";

    /// <summary>Read before the first item and beside each.</summary>
    public string Guidance { get; init; } = "";

    public ImmutableArray<Criterion> Criteria { get; init; } = [];
}

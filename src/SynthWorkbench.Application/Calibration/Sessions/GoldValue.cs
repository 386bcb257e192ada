using System.Collections.Immutable;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Sessions;

public enum GoldKind
{
    /// <summary>One answer is right.</summary>
    Value,

    /// <summary>Several answers are right: some options, or numbers between two ends.</summary>
    Range,

    /// <summary>The item cannot be scored on this criterion; it is left out.</summary>
    Unscoreable,
}

/// <summary>What is right for an item on one criterion.</summary>
public sealed record GoldValue(GoldKind Kind)
{
    /// <summary>Options, severities of marked passages or ordered labels joined by commas: any of them is right.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>Numbers: the ends, both right.</summary>
    public double? Min { get; init; }

    public double? Max { get; init; }

    /// <summary>What is right where an answer is known: that level; of numbers all that agree with it. Null where the answer says nothing that can be compared.</summary>
    public static GoldValue? Known(Criterion criterion, CriterionAnswer? answer)
    {
        ArgumentNullException.ThrowIfNull(criterion);
        if (!AnswerRules.IsAnswered(criterion, answer) || CriterionScale.Of(criterion) is not { } scale)
            return null;
        return scale.IsNumber
            ? new GoldValue(GoldKind.Range) { Min = Math.Max(criterion.Min, answer!.Number!.Value - criterion.Near), Max = Math.Min(criterion.Max, answer.Number.Value + criterion.Near) }
            : new GoldValue(GoldKind.Value) { Values = [scale.LevelOf(answer!)] };
    }

    /// <summary>Whether an answer is right; null where that cannot be said.</summary>
    public bool? Accepts(Criterion criterion, CriterionAnswer? answer)
    {
        ArgumentNullException.ThrowIfNull(criterion);
        if (Kind == GoldKind.Unscoreable || !AnswerRules.IsAnswered(criterion, answer) || CriterionScale.Of(criterion) is not { } scale)
            return null;
        return scale.IsNumber ? answer!.Number >= Min && answer.Number <= Max : Values.Contains(scale.LevelOf(answer!));
    }

    public string Describe(Criterion criterion)
    {
        ArgumentNullException.ThrowIfNull(criterion);
        if (Kind == GoldKind.Unscoreable)
            return "not scoreable";
        string unit = criterion.Unit is null ? "" : " " + criterion.Unit;
        if (criterion.Scale == ScaleKind.Numeric)
            return (Min == Max ? FormattableString.Invariant($"{Min:0.######}") : FormattableString.Invariant($"{Min:0.######} to {Max:0.######}")) + unit;
        return string.Join(" or ", Values.Select(criterion.LabelOf));
    }
}

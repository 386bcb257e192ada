using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>
/// A declarative generation recipe: what is generated, from what, how, and by which thresholds the result is judged. Immutable; written and read as
/// YAML or JSON by <see cref="RecipeDocument"/>; identified by <see cref="RecipeDocument.Hash"/>.
/// </summary>
public sealed record Recipe
{
    /// <summary>A name for people, not empty.</summary>
    public required string Name { get; init; }

    /// <summary>What the recipe is for.</summary>
    public string? Description { get; init; }

    /// <summary>Task, target and the thresholds fixed before the run.</summary>
    public RecipeObjective Objective { get; init; } = new();

    /// <summary>The reference table; null where every column follows a rule.</summary>
    public RecipeReference? Reference { get; init; }

    /// <summary>The engine's id, one of <see cref="Engines.EngineCatalog.Ids"/>.</summary>
    public string Engine { get; init; } = Engines.EngineCatalog.Auto;

    /// <summary>Settings of the engine.</summary>
    public EngineOptions Options { get; init; } = new();

    /// <summary>The guarantee that the fit must give: asked for in the options, or the default of the engine that is always private; null where there is none.</summary>
    public PrivacyOptions? Guarantee() => Options.Privacy ?? (Engine == Engines.EngineCatalog.PrivateMarginals ? new PrivacyOptions() : null);

    /// <summary>Whether what is generated must be differentially private.</summary>
    internal bool IsPrivate => Guarantee() is not null;

    /// <summary>How rows follow each other; null where they are a set without order.</summary>
    public Tables.Sequences.SequenceColumns? Sequence { get; init; }

    /// <summary>The other tables that are generated with the reference's, and how their rows name each other; null where there is one table.</summary>
    public RecipeRelations? Relations { get; init; }

    /// <summary>From 0 (columns drawn alone) to 1 (each value from the smallest group of similar rows); acts while sampling.</summary>
    public double Realism { get; init; } = Engines.SamplingControls.DefaultRealism;

    /// <summary>
    /// From 0 (labels that few rows carry and the outermost values are not drawn) over 0.5 (as the reference) to 1 (rows with a rare label are drawn five times as often, with a column
    /// <c>_weight</c> that undoes it); acts while sampling.
    /// </summary>
    public double Coverage { get; init; } = Engines.SamplingControls.DefaultCoverage;

    /// <summary>Rows that are drawn more or less often than in the reference; at most 20. A column <c>_weight</c> undoes them.</summary>
    public ImmutableArray<RecipeBoost> Boosts { get; init; } = [];

    /// <summary>Columns whose labels are to have other shares than in the reference; the output has a column of weights that undoes it.</summary>
    public ImmutableArray<RecipeRebalance> Rebalance { get; init; } = [];

    /// <summary>How many rows meet a condition for certain; at most 20. They stand first in the output, condition by condition; the other rows are drawn as without.</summary>
    public ImmutableArray<RecipeCondition> Conditions { get; init; } = [];

    /// <summary>Numbers that are moved while sampling, so that the columns drawn after them follow; what follows is association, not effect.</summary>
    [JsonPropertyName("what-ifs")]
    public ImmutableArray<RecipeWhatIf> WhatIfs { get; init; } = [];

    /// <summary>What happens to each column; a reference column that is not listed is modelled (identifiers and personal data: replaced, consistently where values repeat; free text: learned as text).</summary>
    public ImmutableArray<RecipeColumn> Columns { get; init; } = [];

    /// <summary>How columns made by rules correlate; pairs of which nothing is said are independent.</summary>
    public ImmutableArray<RecipeCorrelation> Correlations { get; init; } = [];

    /// <summary>What every output row must satisfy.</summary>
    public ImmutableArray<RecipeConstraint> Constraints { get; init; } = [];

    /// <summary>Rows to generate, 1 to 100 million.</summary>
    public long Rows { get; init; } = 10_000;

    /// <summary>The seed of every draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The recipe for another number of rows, at least as many as it has conditions: these keep their share.</summary>
    public Recipe ForRows(long rows)
    {
        if (rows == Rows)
            return this;
        long left = rows;
        var conditions = ImmutableArray.CreateBuilder<RecipeCondition>(Conditions.Length);
        for (int i = 0; i < Conditions.Length; i++)
        {
            long most = left - (Conditions.Length - 1 - i), own = Math.Clamp((long)Math.Round((double)Conditions[i].Rows * rows / Rows), 1, Math.Max(1, most));
            conditions.Add(Conditions[i] with { Rows = own });
            left -= own;
        }

        return this with { Rows = rows, Conditions = conditions.MoveToImmutable() };
    }

    /// <summary>The controls that act while sampling.</summary>
    public Engines.SamplingControls Controls() => new()
    {
        Realism = Realism,
        Coverage = Coverage,
        WhatIfs = WhatIfs,
        ColumnRealism = Columns.Where(c => c.Realism is not null).ToFrozenDictionary(c => c.Name, c => c.Realism!.Value, StringComparer.Ordinal),
    };
}

/// <summary>What the synthetic table is to be good for.</summary>
public sealed record RecipeObjective
{
    /// <summary><c>classification</c>, <c>regression</c> or <c>none</c>.</summary>
    public string Task { get; init; } = "none";

    /// <summary>The outcome column of the task.</summary>
    public string? Target { get; init; }

    /// <summary>The verdict's thresholds.</summary>
    public ImmutableArray<RecipeThreshold> Thresholds { get; init; } = [];
}

/// <summary>A bound that a metric must keep: <c>at-least</c> or <c>at-most</c> a value.</summary>
public sealed record RecipeThreshold(string Metric, string Operator, double Value);

/// <summary>The reference table by name and digest.</summary>
public sealed record RecipeReference
{
    /// <summary>A name for people.</summary>
    public string? Dataset { get; init; }

    /// <summary>The digest of the dataset version, 64 hex digits; null in a file that is used with <c>--reference</c>.</summary>
    public string? Digest { get; init; }
}

/// <summary>Rows that are drawn more or less often. Factors of several boosts that a row meets are multiplied, to 0.01 at least and 100 at most.</summary>
/// <param name="When">A condition in the language of <see cref="Expressions.RowExpression"/>; a row that lacks a value it needs does not meet it.</param>
/// <param name="Factor">How many times as often, 0.02 to 100.</param>
public sealed record RecipeBoost(string When, double Factor)
{
    /// <summary>The bounds of a factor: a fiftieth as often and a hundred times as often.</summary>
    public const double SmallestFactor = 0.02, LargestFactor = 100;
}

/// <summary>The shares that labels of a column are to have; those not named divide the rest among themselves as the model draws them.</summary>
/// <param name="Column">The column.</param>
public sealed record RecipeRebalance(string Column)
{
    /// <summary>Some or all labels.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>The share of each, above 0 and below 1; together at most 1, and 1 where no other label is drawn.</summary>
    public ImmutableArray<double> Shares { get; init; } = [];
}

/// <summary>So many rows that meet a condition.</summary>
/// <param name="When">A condition in the language of <see cref="Expressions.RowExpression"/>; a row that lacks a value it needs does not meet it.</param>
/// <param name="Rows">How many, 1 to the rows of the recipe; all conditions together ask for no more than these.</param>
public sealed record RecipeCondition(string When, long Rows);

/// <summary>What if a number lay elsewhere: its values are stretched so that the median moves while the 1 % and 99 % quantiles stay, then bounded.</summary>
/// <param name="Column">A modelled number, at most once in the recipe.</param>
public sealed record RecipeWhatIf(string Column)
{
    /// <summary>The median wanted, strictly between the 1 % and 99 % quantiles; null leaves it.</summary>
    public double? Median { get; init; }

    /// <summary>The smallest value; smaller ones take it.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value; larger ones take it.</summary>
    public double? Max { get; init; }
}

/// <summary>What happens to one column.</summary>
public sealed record RecipeColumn
{
    /// <summary>The column's name, unique in the recipe.</summary>
    public required string Name { get; init; }

    /// <summary><c>model</c>, <c>text</c>, <c>replace</c>, <c>drop</c> or <c>rule</c>.</summary>
    public string Action { get; init; } = "model";

    /// <summary>The rule where the action is <c>rule</c>.</summary>
    public RecipeRule? Rule { get; init; }

    /// <summary>The column's own position of the realism control; null follows the recipe's.</summary>
    public double? Realism { get; init; }

    /// <summary>How free text is learned where the action is <c>text</c>.</summary>
    public RecipeText Text { get; init; } = new();

    /// <summary>How personal data is replaced consistently where the action is <c>replace</c>.</summary>
    public RecipeReplace Replace { get; init; } = new();
}

/// <summary>How a column of personal data is replaced consistently: one made-up value for each real one that repeats.</summary>
public sealed record RecipeReplace
{
    /// <summary>The bounds of <see cref="Floor"/>.</summary>
    public const int LeastFloor = 2, MostFloor = 1_000_000;

    /// <summary>Rows that a value must stand in to be kept apart from all others (2 to 1,000,000).</summary>
    public int Floor { get; init; } = 10;
}

/// <summary>How a column of free text is learned.</summary>
public sealed record RecipeText
{
    /// <summary>The bounds of <see cref="Floor"/>.</summary>
    public const int LeastFloor = 2, MostFloor = 1_000_000;

    /// <summary>Rows that a span of words must stand in to be written, whatever its length (2 to 1,000,000).</summary>
    public int Floor { get; init; } = 10;

    /// <summary>Whether personal data found in the texts is replaced by made-up values before anything is learned.</summary>
    public bool ReplacePersonal { get; init; } = true;
}

/// <summary>How a column's values are made without a model. Which settings count depends on the kind (docs/guide/engines.md lists them).</summary>
public sealed record RecipeRule
{
    /// <summary>The kind, one of <see cref="Engines.Rules.RuleKinds.All"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Smallest value (numbers).</summary>
    public double? Min { get; init; }

    /// <summary>Largest value (numbers).</summary>
    public double? Max { get; init; }

    /// <summary>Mean of the distribution.</summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation of the distribution.</summary>
    public double? Sd { get; init; }

    /// <summary>Decimals of a number (0 to 15).</summary>
    public int? Decimals { get; init; }

    /// <summary>First date, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; init; }

    /// <summary>Last date, <c>yyyy-MM-dd</c>.</summary>
    public string? To { get; init; }

    /// <summary>The labels of a list, or the one constant.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>Weights of the labels, in their order; equal where empty.</summary>
    public ImmutableArray<double> Weights { get; init; } = [];

    /// <summary>Pattern: <c>A</c> upper-case letter, <c>a</c> lower-case letter, <c>9</c> digit, <c>*</c> letter or digit, <c>\</c> takes the next character as it is.</summary>
    public string? Pattern { get; init; }

    /// <summary>An expression over other columns of the row.</summary>
    public string? Expression { get; init; }

    /// <summary>Share of rows without a value (0 to 1).</summary>
    public double Missing { get; init; }

    /// <summary>Sequence: the first number. Foreign key: the first key of the other table.</summary>
    public long? Start { get; init; }

    /// <summary>Foreign key: the number of rows of the other table.</summary>
    public long? Count { get; init; }
}

/// <summary>How two columns made by rules correlate.</summary>
/// <param name="Columns">Two columns.</param>
/// <param name="Value">Pearson's correlation of their values, above -1 and below 1; labels are counted by their place in the list, <c>false</c> before <c>true</c>.</param>
public sealed record RecipeCorrelation(ImmutableArray<string> Columns, double Value)
{
    /// <summary>Beyond it two columns are one.</summary>
    public const double Most = 0.999;
}

/// <summary>A condition on every output row. Which settings count depends on the kind.</summary>
public sealed record RecipeConstraint
{
    /// <summary><c>range</c>, <c>inequality</c>, <c>fixed-combination</c>, <c>unique</c> or <c>expression</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The columns the constraint speaks of: one for range, two for inequality (low, high), one or more otherwise.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Range: smallest value.</summary>
    public double? Min { get; init; }

    /// <summary>Range: largest value.</summary>
    public double? Max { get; init; }

    /// <summary>Inequality: whether equal values are refused.</summary>
    public bool Strict { get; init; }

    /// <summary>Expression: must be true in every row; a row where it lacks a value passes.</summary>
    public string? Expression { get; init; }
}

/// <summary>Something wrong in a recipe: where, what, and what to do.</summary>
/// <param name="Path">Path in the document, e.g. <c>columns[2].rule.min</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Line">Line in the text, 1-based, 0 when unknown.</param>
public sealed record RecipeProblem(string Path, string Message, int Line = 0)
{
    /// <inheritdoc/>
    public override string ToString() => (Line > 0 ? $"line {Line}, " : "") + (Path.Length > 0 ? $"{Path}: " : "") + Message;
}

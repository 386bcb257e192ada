using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Pseudonyms;

/// <summary>A column of personal data whose real values are each replaced by one made-up value throughout, where they repeat.</summary>
/// <param name="Schema">The reference's column.</param>
/// <param name="Kind">The kind of rule that makes up values; columns of one kind share which value stands for which.</param>
/// <param name="Floor">Training rows of the column that a value must stand in; rarer ones tell who a row is, and are only known as rare.</param>
/// <param name="IsAsked">Whether the recipe asks for it; else columns of which few rows repeat are replaced row by row.</param>
internal sealed record PseudonymPlan(ColumnSchema Schema, string Kind, int Floor, bool IsAsked)
{
    /// <summary>The column's name.</summary>
    public string Column => Schema.Name;

    /// <summary>Makes up the values of rows whose real value is rare, and of all rows where few repeat.</summary>
    public RuleColumn Provider { get; } = new(Schema.Name, new RecipeRule { Kind = Kind }, Schema);
}

using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>What replaces a column that must not be learned when the recipe does not say: keys and personal data, and free text where it is not learned.</summary>
public static class DefaultRules
{
    /// <summary>Whether a recipe that says nothing of a column learns it as free text: not where privacy is on or nothing is learned.</summary>
    public static bool IsText(ColumnSchema schema, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(recipe);
        return schema is { Kind: ColumnKind.Text, Role: ColumnRole.Feature or ColumnRole.Target } && recipe.Engine != Engines.EngineCatalog.Rules && !recipe.IsPrivate;
    }

    /// <summary>The rule for a column, or null where it is modelled.</summary>
    public static RecipeRule? For(ColumnSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        string? kind = schema.Pii switch
        {
            PiiKind.PersonName => "full-name",
            PiiKind.Email => "email",
            PiiKind.Phone => "phone",
            PiiKind.Address => "street-address",
            PiiKind.NationalId => "national-id",
            PiiKind.PaymentCard => "payment-card",
            PiiKind.Iban => "iban",
            PiiKind.IpAddress => "ip-address",
            _ => null,
        };
        if (kind is not null && (schema.Role is ColumnRole.PersonalData or ColumnRole.Identifier))
            return new RecipeRule { Kind = kind };
        if (schema.Role == ColumnRole.Identifier || schema.Kind == ColumnKind.Identifier)
            return new RecipeRule { Kind = "sequence" };
        return schema.Kind == ColumnKind.Text ? new RecipeRule { Kind = kind ?? "sentence" } : null;
    }
}

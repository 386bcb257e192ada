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

    /// <summary>Whether a recipe that says nothing of a column replaces it consistently where its values repeat: not where privacy is on, nothing is learned, or each row must have another value.</summary>
    public static bool IsReplaced(ColumnSchema schema, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(recipe);
        return IsPersonal(schema) && recipe.Engine != Engines.EngineCatalog.Rules && !recipe.IsPrivate && !ReplaceValidation.IsUniqueAlone(recipe, schema.Name);
    }

    /// <summary>Whether a column holds personal data that can be made up, and that must not be learned as it is.</summary>
    public static bool IsPersonal(ColumnSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.Role is ColumnRole.PersonalData or ColumnRole.Identifier && MadeUpKind(schema) is not null;
    }

    /// <summary>The kind of rule that makes up values like those of a column; null where its personal data has none.</summary>
    public static string? MadeUpKind(ColumnSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.Pii switch
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
    }

    /// <summary>The rule for a column, or null where it is modelled.</summary>
    public static RecipeRule? For(ColumnSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        string? kind = MadeUpKind(schema);
        if (IsPersonal(schema))
            return new RecipeRule { Kind = kind! };
        if (schema.Role == ColumnRole.Identifier || schema.Kind == ColumnKind.Identifier)
            return new RecipeRule { Kind = "sequence" };
        return schema.Kind == ColumnKind.Text ? new RecipeRule { Kind = kind ?? "sentence" } : null;
    }
}

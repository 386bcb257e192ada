using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Recipes;

public readonly record struct RecipeId(Guid Value) : IEntityId<RecipeId>
{
    public static RecipeId From(Guid value) => new(value);

    public static RecipeId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public readonly record struct RecipeVersionId(Guid Value) : IEntityId<RecipeVersionId>
{
    public static RecipeVersionId From(Guid value) => new(value);

    public static RecipeVersionId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>A recipe under one name; what it says is its versions.</summary>
public sealed class RecipeDefinition : IWorkspaceOwned
{
    public RecipeId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public required string Name { get; set; }

    /// <summary>The version this recipe was forked from.</summary>
    public RecipeVersionId? ForkedFrom { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }
}

/// <summary>One immutable state of a recipe.</summary>
public sealed class RecipeVersion : IWorkspaceOwned
{
    public RecipeVersionId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public RecipeId RecipeId { get; set; }

    /// <summary>1, 2, 3 ... within the recipe.</summary>
    public int Number { get; set; }

    /// <summary>The recipe as canonical JSON.</summary>
    public required string Document { get; set; }

    /// <summary>SHA-256 of the canonical form, 64 hex digits.</summary>
    public required string Hash { get; set; }

    /// <summary>What changed and why, in the author's words.</summary>
    public required string Note { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }
}

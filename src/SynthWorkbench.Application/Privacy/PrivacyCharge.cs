using System.Text.Json;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Numerics.Privacy;

namespace SynthWorkbench.Application.Privacy;

public readonly record struct PrivacyChargeId(Guid Value) : IEntityId<PrivacyChargeId>
{
    public static PrivacyChargeId From(Guid value) => new(value);

    public static PrivacyChargeId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>What a private fit was made for.</summary>
public enum FitPurpose
{
    Run,
    Studio,
    Sweep,
    Campaign,
}

/// <summary>An entry of a dataset's privacy ledger: one private fit, entered before it read a row. Written once; a fit that failed stays charged.</summary>
public sealed class PrivacyCharge : IWorkspaceOwned, IAppendOnly
{
    public PrivacyChargeId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public DatasetId DatasetId { get; set; }

    /// <summary>The version whose training rows are learned.</summary>
    public DatasetVersionId DatasetVersionId { get; set; }

    /// <summary>1, 2, 3 ... within the dataset.</summary>
    public int Number { get; set; }

    /// <summary>The most that the fit may spend, in rho of zero-concentrated differential privacy.</summary>
    public double Rho { get; set; }

    /// <summary>The probability of failure of what the fit finds, which adds up beside rho.</summary>
    public double FailureDelta { get; set; }

    /// <summary>The epsilon asked for.</summary>
    public double Epsilon { get; set; }

    /// <summary>The delta asked for.</summary>
    public double Delta { get; set; }

    /// <summary>The neighbouring relation, in words.</summary>
    public required string Neighbours { get; set; }

    /// <summary>What the claim takes for public, as JSON: one sentence each.</summary>
    public required string AssumedJson { get; set; }

    /// <summary>Whether the number of rows is taken for public.</summary>
    public bool AreRowsPublic { get; set; }

    /// <summary>Whether the noise has a seed: then the same fit is the same release, whenever it is made.</summary>
    public bool IsSeeded { get; set; }

    public required string RecipeName { get; set; }

    /// <summary>The saved version; null for a setting of the Studio that was not kept.</summary>
    public RecipeVersionId? RecipeVersionId { get; set; }

    public FitPurpose Purpose { get; set; }

    /// <summary>The run or campaign that asked for the fit; null for the Studio.</summary>
    public Guid? SubjectId { get; set; }

    public JobId JobId { get; set; }

    /// <summary>Tells a recipe's fit without reading its rows.</summary>
    public required string FitKey { get; set; }

    /// <summary>The model's key in the cache.</summary>
    public required string ModelKey { get; set; }

    public DateTimeOffset At { get; set; }

    public Guid AuthorId { get; set; }

    public required string Author { get; set; }

    public PrivacyCost Cost => new(Rho, FailureDelta);

    public IReadOnlyList<string> Assumed => JsonSerializer.Deserialize<string[]>(AssumedJson) ?? [];
}

/// <summary>Says that the fit of a charge began to read. A charge without it was never used: its own job may still use it, nobody else.</summary>
public sealed class PrivacyFitStart : IWorkspaceOwned, IAppendOnly
{
    public PrivacyChargeId ChargeId { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public DateTimeOffset At { get; set; }
}

/// <summary>What all private fits to a dataset may amount to, as somebody entitled set it. The last entry counts.</summary>
public sealed class PrivacyBudgetEntry : IWorkspaceOwned, IAppendOnly
{
    public Guid Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public DatasetId DatasetId { get; set; }

    public double Epsilon { get; set; }

    public double Delta { get; set; }

    public required string Reason { get; set; }

    public DateTimeOffset At { get; set; }

    public required string Author { get; set; }
}

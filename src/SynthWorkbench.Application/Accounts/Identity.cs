using Microsoft.AspNetCore.Identity;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

public readonly record struct WorkspaceId(Guid Value) : IEntityId<WorkspaceId>
{
    /// <summary>The server itself, as the place of its own audit chain. No workspace has this id and no membership leads here.</summary>
    public static readonly WorkspaceId Server = new(new Guid("00000000-0000-0000-0000-000000000001"));

    public static WorkspaceId From(Guid value) => new(value);

    public static WorkspaceId New() => new(Guid.CreateVersion7());
}

/// <summary>A person with an account on this server.</summary>
public sealed class WorkbenchUser : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";

    /// <summary>Manages users and targets and reads no data.</summary>
    public bool IsAdministrator { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The workspace opened last; the next sign-in starts there.</summary>
    public WorkspaceId? LastWorkspaceId { get; set; }
}

/// <summary>The boundary of membership and data.</summary>
public sealed class Workspace
{
    public WorkspaceId Id { get; set; }

    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Roles in a workspace (PRODUCT: Words). One person may hold several.</summary>
[Flags]
public enum WorkspaceRoles
{
    None = 0,
    DataScientist = 1,
    Reviewer = 2,
    Lead = 4,
    Approver = 8,
    Auditor = 16,
    Owner = 32,
}

/// <summary>What a service is asked to allow. The map to roles is <see cref="PermissionPolicy"/>.</summary>
public enum Permission
{
    ViewWorkspace,
    EditDatasets,
    EditRecipes,
    RunGeneration,

    /// <summary>Answer review items.</summary>
    Review,

    /// <summary>Make, watch, adjudicate and close campaigns; edit rubrics.</summary>
    LeadReview,
    DownloadData,

    /// <summary>Set what private fits to a dataset may amount to together: not for those who spend it.</summary>
    SetPrivacyBudget,
    ViewAudit,
    ManageMembers,
    ManageServer,
}

/// <summary>A person's roles in a workspace.</summary>
public sealed class Membership
{
    public Guid UserId { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public WorkspaceRoles Roles { get; set; }

    public DateTimeOffset Since { get; set; }
}

/// <summary>Who acts, and in which workspace. Carries no rights: services look roles up at each call, because a circuit outlives a role change.</summary>
public readonly record struct Actor(Guid UserId, string Name, WorkspaceId WorkspaceId);

/// <summary>The one map from permission to the roles that grant it.</summary>
public static class PermissionPolicy
{
    public static WorkspaceRoles RolesFor(Permission permission) => permission switch
    {
        Permission.ViewWorkspace => WorkspaceRoles.DataScientist | WorkspaceRoles.Reviewer | WorkspaceRoles.Lead | WorkspaceRoles.Approver | WorkspaceRoles.Auditor | WorkspaceRoles.Owner,
        Permission.EditDatasets or Permission.EditRecipes or Permission.RunGeneration => WorkspaceRoles.DataScientist | WorkspaceRoles.Owner,
        Permission.Review => WorkspaceRoles.Reviewer | WorkspaceRoles.Lead | WorkspaceRoles.Owner,
        Permission.LeadReview => WorkspaceRoles.Lead | WorkspaceRoles.Owner,
        Permission.DownloadData => WorkspaceRoles.DataScientist | WorkspaceRoles.Lead | WorkspaceRoles.Approver | WorkspaceRoles.Auditor | WorkspaceRoles.Owner,
        Permission.ViewAudit => WorkspaceRoles.Auditor | WorkspaceRoles.Approver | WorkspaceRoles.Owner,
        Permission.SetPrivacyBudget => WorkspaceRoles.Approver | WorkspaceRoles.Owner,
        Permission.ManageMembers => WorkspaceRoles.Owner,
        Permission.ManageServer => WorkspaceRoles.None,
        _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, "No role map for this permission."),
    };
}

/// <summary>The actor lacks a permission: the page shows its not-allowed state, an endpoint answers 403.</summary>
public sealed class NotAllowedException(Permission permission)
    : Exception($"Your roles in this workspace do not include '{permission}'. Ask an owner of the workspace.")
{
    public Permission Permission { get; } = permission;
}

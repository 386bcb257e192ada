using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Web.Components.Shared;

/// <summary>Roles in words, with what each may do.</summary>
internal static class RoleWords
{
    public static readonly IReadOnlyList<(WorkspaceRoles Role, string Name, string What)> All =
    [
        (WorkspaceRoles.DataScientist, "Data scientist", "imports tables, writes recipes, runs them"),
        (WorkspaceRoles.Reviewer, "Reviewer", "judges items in campaigns"),
        (WorkspaceRoles.Lead, "Lead", "leads campaigns and calibrates reviewers"),
        (WorkspaceRoles.Approver, "Approver", "signs gates and releases"),
        (WorkspaceRoles.Auditor, "Auditor", "reads all, changes nothing"),
        (WorkspaceRoles.Owner, "Owner", "invites people and gives roles"),
    ];

    /// <summary>The roles as "Reviewer and Lead".</summary>
    public static string List(WorkspaceRoles roles)
    {
        string[] names = [.. All.Where(r => roles.HasFlag(r.Role)).Select(r => r.Name)];
        return names.Length > 1 ? string.Join(", ", names[..^1]) + " and " + names[^1] : names.FirstOrDefault() ?? "nobody";
    }
}

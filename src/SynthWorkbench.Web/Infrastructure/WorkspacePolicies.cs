using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Web.Infrastructure;

/// <summary>Asks for one of some roles in the workspace a person works in.</summary>
internal sealed record RoleRequirement(WorkspaceRoles AnyOf) : IAuthorizationRequirement;

/// <summary>Looks roles up at each question, because they change while people are signed in.</summary>
internal sealed class RoleRequirementHandler(CurrentMembership memberships) : AuthorizationHandler<RoleRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user)
            && (await memberships.RolesAsync(user, CancellationToken.None) & requirement.AnyOf) != WorkspaceRoles.None)
            context.Succeed(requirement);
    }
}

/// <summary>Asks for an administrator of the server.</summary>
internal sealed record AdministratorRequirement : IAuthorizationRequirement;

internal sealed class AdministratorRequirementHandler(CurrentMembership memberships) : AuthorizationHandler<AdministratorRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, AdministratorRequirement requirement)
    {
        if (Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user) && await memberships.FindAdministratorAsync(user, CancellationToken.None) is not null)
            context.Succeed(requirement);
    }
}

internal static class WorkspacePolicies
{
    public static IServiceCollection AddWorkspacePolicies(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, RoleRequirementHandler>();
        services.AddSingleton<IAuthorizationHandler, AdministratorRequirementHandler>();
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.SignedIn, p => p.RequireAuthenticatedUser())
            .AddPolicy(Policies.Administrator, p => p.RequireAuthenticatedUser().AddRequirements(new AdministratorRequirement()))
            .AddPolicy(Policies.Member, p => p.RequireAuthenticatedUser().AddRequirements(new RoleRequirement(PermissionPolicy.RolesFor(Permission.ViewWorkspace))))
            .AddPolicy(Policies.DataScientist, p => p.RequireAuthenticatedUser().AddRequirements(new RoleRequirement(PermissionPolicy.RolesFor(Permission.EditDatasets))))
            .AddPolicy(Policies.Reviewer, p => p.RequireAuthenticatedUser().AddRequirements(new RoleRequirement(PermissionPolicy.RolesFor(Permission.Review))))
            .AddPolicy(Policies.Lead, p => p.RequireAuthenticatedUser().AddRequirements(new RoleRequirement(PermissionPolicy.RolesFor(Permission.LeadReview))))
            .AddPolicy(Policies.PrivacyBudget, p => p.RequireAuthenticatedUser().AddRequirements(new RoleRequirement(PermissionPolicy.RolesFor(Permission.SetPrivacyBudget))))
            .AddPolicy(Policies.Auditor, p => p.RequireAuthenticatedUser().AddRequirements(new RoleRequirement(PermissionPolicy.RolesFor(Permission.ViewAudit))))
            .AddPolicy(Policies.Owner, p => p.RequireAuthenticatedUser().AddRequirements(new RoleRequirement(PermissionPolicy.RolesFor(Permission.ManageMembers))));
        return services;
    }
}

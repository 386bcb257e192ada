using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Web.Infrastructure;

/// <summary>Who acts on this circuit, and in which workspace.</summary>
public sealed class CurrentWorkspace(AuthenticationStateProvider authentication, CurrentMembership memberships)
{
    /// <summary>The signed-in person as an actor.</summary>
    /// <exception cref="NotAllowedException">Nobody is signed in, or the person belongs to no workspace.</exception>
    public async Task<Actor> GetActorAsync() => await FindActorAsync() ?? throw new NotAllowedException(Permission.ViewWorkspace);

    /// <summary>The signed-in person as an actor, or null when they belong to no workspace.</summary>
    public async Task<Actor?> FindActorAsync() => await GetUserAsync() is { } user ? await memberships.FindAsync(user, CancellationToken.None) : null;

    /// <summary>The signed-in person as an administrator of the server.</summary>
    /// <exception cref="NotAllowedException">They are none.</exception>
    public async Task<Actor> GetAdministratorAsync() =>
        await GetUserAsync() is { } user && await memberships.FindAdministratorAsync(user, CancellationToken.None) is { } actor ? actor : throw new NotAllowedException(Permission.ManageServer);

    /// <summary>The workspaces the signed-in person may open.</summary>
    public async Task<IReadOnlyList<OwnWorkspace>> ListAsync() => await GetUserAsync() is { } user ? await memberships.ListAsync(user, CancellationToken.None) : [];

    /// <summary>Opens another workspace; pages show it after they are loaded anew.</summary>
    public async Task OpenAsync(WorkspaceId workspace)
    {
        if (await GetUserAsync() is { } user)
            await memberships.OpenAsync(user, workspace, CancellationToken.None);
    }

    private async Task<Guid?> GetUserAsync() =>
        Guid.TryParse((await authentication.GetAuthenticationStateAsync()).User.FindFirstValue(ClaimTypes.NameIdentifier), out var user) ? user : null;
}

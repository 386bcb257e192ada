using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Web.Infrastructure;

/// <summary>Who acts on this circuit, and in which workspace.</summary>
public sealed class CurrentWorkspace(AuthenticationStateProvider authentication, CurrentMembership memberships)
{
    /// <summary>The signed-in person as an actor.</summary>
    /// <exception cref="NotAllowedException">Nobody is signed in, or the person belongs to no workspace.</exception>
    public async Task<Actor> GetActorAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return Guid.TryParse(state.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user) && await memberships.FindAsync(user, CancellationToken.None) is { } actor
            ? actor
            : throw new NotAllowedException(Permission.ViewWorkspace);
    }
}

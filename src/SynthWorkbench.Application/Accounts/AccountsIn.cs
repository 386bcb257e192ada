using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>Identity's rules (passwords, unique e-mail, tokens) over the context of a change, so that an account and what belongs to it commit together or not at all.</summary>
internal sealed class AccountsIn : IDisposable
{
    private static readonly UpperInvariantLookupNormalizer Normalizer = new();

    private readonly IServiceScope _scope;

    public AccountsIn(WorkbenchDbContext db, IServiceScopeFactory scopes)
    {
        _scope = scopes.CreateScope();
        var store = new AccountStore(db, _scope.ServiceProvider.GetRequiredService<IDataProtectionProvider>());
        Users = ActivatorUtilities.CreateInstance<UserManager<WorkbenchUser>>(_scope.ServiceProvider, store);
    }

    public UserManager<WorkbenchUser> Users { get; }

    /// <summary>An e-mail as it is compared.</summary>
    public static string Normalize(string email) => Normalizer.NormalizeEmail(email.Trim());

    /// <summary>Makes an account; returns what is wrong, or null.</summary>
    public async Task<string?> MakeAsync(WorkbenchUser user, string password) => Problem(await Users.CreateAsync(user, password));

    /// <summary>What went wrong in one sentence after another, or null.</summary>
    public static string? Problem(IdentityResult result) => result.Succeeded ? null : string.Join(" ", result.Errors.Select(e => e.Description));

    public void Dispose()
    {
        Users.Dispose();
        _scope.Dispose();
    }
}

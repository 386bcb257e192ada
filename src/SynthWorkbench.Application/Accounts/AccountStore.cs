using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>Accounts in the database. Authenticator keys and recovery codes are encrypted with the server's keys.</summary>
public sealed class AccountStore(WorkbenchDbContext db, IDataProtectionProvider protection, IdentityErrorDescriber? errors = null)
    : UserOnlyStore<WorkbenchUser, WorkbenchDbContext, Guid>(db, errors)
{
    private readonly IDataProtector _secrets = protection.CreateProtector("SynthWorkbench.Accounts.Tokens");

    public override Task SetTokenAsync(WorkbenchUser user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        base.SetTokenAsync(user, loginProvider, name, value is null ? null : _secrets.Protect(value), cancellationToken);

    public override async Task<string?> GetTokenAsync(WorkbenchUser user, string loginProvider, string name, CancellationToken cancellationToken)
    {
        if (await base.GetTokenAsync(user, loginProvider, name, cancellationToken) is not { } kept)
            return null;
        try
        {
            return _secrets.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            // The keys are gone (a database moved without them): as good as no token, and an administrator can reset two-factor sign-in.
            return null;
        }
    }
}

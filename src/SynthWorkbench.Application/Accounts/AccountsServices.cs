using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

public static class AccountsServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("SynthWorkbench").PersistKeysToDbContext<WorkbenchDbContext>();
        services.AddIdentityCore<WorkbenchUser>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                options.Password.RequiredLength = 12;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
                options.Tokens.AuthenticatorIssuer = "SynthWorkbench";
            })
            .AddUserStore<AccountStore>()
            .AddDefaultTokenProviders();
        return services
            .AddSingleton<CurrentMembership>()
            .AddSingleton<DatabaseStart>()
            .AddSingleton<FirstRun>()
            .AddSingleton<AccountLog>()
            .AddSingleton<Members>()
            .AddSingleton<Invitations>()
            .AddSingleton<ServerAccounts>()
            .AddSingleton<DemoWorkspace>();
    }
}

using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Web.Startup;

/// <summary>Accounts: cookies, lockout, keys kept in the database.</summary>
internal static class WorkbenchIdentity
{
    public static IServiceCollection AddWorkbenchIdentity(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("SynthWorkbench").PersistKeysToDbContext<WorkbenchDbContext>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<WorkbenchUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.Password.RequiredLength = 12;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddEntityFrameworkStores<WorkbenchDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.ConfigureApplicationCookie(options =>
        {
            options.LoginPath = "/Account/Login";
            options.AccessDeniedPath = "/not-allowed";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.SlidingExpiration = true;
        });
        return services;
    }
}
